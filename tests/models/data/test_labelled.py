"""What data sets of every format have in common."""

import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import IGNORE, open_dataset
from edgeward.models.data.open import format_of
from tests.models import tiny_formats as tiny
from tests.models.tiny import write_folder

WRITERS = {
    "folder": write_folder,
    "Cityscapes": tiny.write_cityscapes,
    "ApolloScape": tiny.write_apolloscape,
    "SYNTHIA-RAND-CITYSCAPES": tiny.write_synthia,
    "SYNTHIA-RAND": tiny.write_synthia_rand,
    "Supervisely Person": tiny.write_supervisely,
    "folder of instance masks": tiny.write_instance_folder,
}
every = pytest.mark.parametrize(("name", "write"), WRITERS.items(), ids=WRITERS.keys())


def open_split(root, split="train", **options):
    """Open with a foreground where the format cannot do without."""
    needs = not options and format_of(root).format == "folder of instance masks"
    return open_dataset(root, split, **({"foreground": "person"} if needs else options))


@every
def test_the_format_is_told_by_the_folder_and_all_its_splits_open(tmp_path, name, write):
    root = write(tmp_path / "set")
    kind = format_of(root)
    assert kind.format == name
    assert "train" in kind.splits(root)
    seen = []
    for split in kind.splits(root):
        examples = open_split(root, split)
        assert type(examples) is kind
        assert len(examples) == len(examples.names) > 0
        seen += examples.names
        for index, example in enumerate(examples):
            assert example.name == examples.names[index]
            assert example.picture.shape == (*example.labels.shape, 3)
            assert example.picture.dtype == example.labels.dtype == np.uint8
            known = (example.labels < len(examples.classes)) | (example.labels == IGNORE)
            assert known.all()
            if example.instances is not None:
                assert example.instances.shape == example.labels.shape
                assert (example.labels[example.instances > 0] != IGNORE).all()
    assert len(set(seen)) == len(seen)


@every
def test_targets_are_classes(tmp_path, name, write):
    examples = open_split(write(tmp_path / "set"))
    assert set(examples.targets) <= {info.name for info in examples.classes}
    assert len({info.name for info in examples.classes}) == len(examples.classes)


@every
def test_a_foreground_merges_to_two_classes_and_keeps_what_is_ignored(tmp_path, name, write):
    root = write(tmp_path / "set")
    merged = open_dataset(root, "train", foreground="thing")
    plain = open_split(root)
    assert [info.name for info in merged.classes] == ["background", "thing"]
    assert merged.targets == ("thing",)
    for one, other in zip(merged, plain, strict=True):
        assert set(np.unique(one.labels)) <= {0, 1, IGNORE}
        np.testing.assert_array_equal(one.labels == IGNORE, other.labels == IGNORE)
        assert (one.labels == 1).any()


@every
def test_a_square_is_the_middle_of_the_whole(tmp_path, name, write):
    root = write(tmp_path / "set")
    for square, whole in zip(
        open_dataset(root, "train", foreground="x", crop="square"),
        open_dataset(root, "train", foreground="x"),
        strict=True,
    ):
        height, width = whole.labels.shape
        left = (width - height) // 2
        window = np.s_[:, left : left + height]
        np.testing.assert_array_equal(square.picture, whole.picture[window])
        np.testing.assert_array_equal(square.labels, whole.labels[window])
        assert square.picture.base is None
        if whole.instances is not None:
            np.testing.assert_array_equal(square.instances, whole.instances[window])


@every
def test_instances_can_be_left_out(tmp_path, name, write):
    examples = open_dataset(write(tmp_path / "set"), "train", foreground="x", instances=False)
    assert all(example.instances is None for example in examples)


@every
def test_preloaded_examples_are_read_once(tmp_path, name, write):
    examples = open_dataset(write(tmp_path / "set"), "train", foreground="x", preload=True)
    assert examples[0] is examples[0]


@every
def test_an_unknown_split_names_those_there_are(tmp_path, name, write):
    root = write(tmp_path / "set")
    with pytest.raises(BadInput, match=r"Expected the .*dev.* none; splits here: .*train") as told:
        open_dataset(root, "dev", foreground="x")
    assert "\n" not in str(told.value)


@every
def test_a_missing_or_broken_picture_is_named(tmp_path, name, write):
    examples = open_split(write(tmp_path / "set"))
    path = examples.picture_path(examples.names[0])
    path.write_text("no picture")
    with pytest.raises(BadInput, match="truncated or no picture"):
        examples[0]
    path.unlink()
    with pytest.raises(BadInput, match=r"Expected a file .* but there is none"):
        examples[0]


@every
def test_a_picture_of_another_size_than_its_labels_is_named(tmp_path, name, write):
    examples = open_split(write(tmp_path / "set"))
    path = examples.picture_path(examples.names[0])
    tiny.write(path, np.zeros((4, 4, 3), np.uint8))
    with pytest.raises(BadInput, match=r"expected a mask of \(4, 4\) .* like its picture"):
        examples[0]


def test_a_folder_of_no_known_format_is_told_what_is_known(tmp_path):
    for name in "abcdef":
        (tmp_path / name).touch()
    with pytest.raises(BadInput, match=r"leftImg8bit/ .* holds a, b, c, d, e, …; name the") as told:
        open_dataset(tmp_path, "train")
    assert "\n" not in str(told.value)
    with pytest.raises(BadInput, match="Expected a data folder"):
        open_dataset(tmp_path / "a", "train")


def test_an_empty_folder_holds_nothing(tmp_path):
    with pytest.raises(BadInput, match="it holds nothing"):
        open_dataset(tmp_path, "train")


def test_a_split_without_pictures_is_named(tmp_path):
    (tmp_path / "leftImg8bit" / "train").mkdir(parents=True)
    with pytest.raises(BadInput, match="Expected pictures in the split 'train'"):
        open_dataset(tmp_path, "train")
