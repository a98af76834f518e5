import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import IGNORE, open_dataset
from tests.models.tiny_formats import spread, write, write_cityscapes

LABELS = spread([0, 13, 13, 11, IGNORE, IGNORE, 18])


@pytest.fixture
def root(tmp_path):
    return write_cityscapes(tmp_path)


def mask(root, kind, name="train/aachen/aachen_000000_000019"):
    return root / "gtFine" / f"{name}_gtFine_{kind}.png"


def test_pictures_are_named_by_city_and_suffixes_may_differ(root):
    names = open_dataset(root, "train").names
    assert names == ("aachen/aachen_000000_000019", "ulm/ulm_000001_000019")


def test_train_ids_and_mapped_ids_give_the_same_labels(root):
    for example in open_dataset(root, "train"):
        np.testing.assert_array_equal(example.labels, LABELS)


def test_objects_are_those_with_a_number_of_evaluated_classes(root):
    np.testing.assert_array_equal(
        open_dataset(root, "train")[0].instances, spread([0, 2, 1, 0, 0, 0, 0])
    )


def test_there_are_none_without_their_mask(root):
    mask(root, "instanceIds").unlink()
    assert open_dataset(root, "train")[0].instances is None


def test_classes_and_targets_are_the_published_ones(root):
    examples = open_dataset(root, "train")
    assert len(examples.classes) == 19
    assert [examples.classes[i].name for i in (0, 10, 11, 18)] == [
        "road",
        "sky",
        "person",
        "bicycle",
    ]
    assert examples.targets == tuple(info.name for info in examples.classes[11:])
    assert len(examples.targets) == 8


def test_missing_labels_name_both_files(root):
    mask(root, "labelTrainIds").unlink()
    mask(root, "labelIds").unlink()
    with pytest.raises(BadInput, match=r"_labelTrainIds\.png or .*_labelIds\.png, but .* neither"):
        open_dataset(root, "train")[0]


@pytest.mark.parametrize(
    ("kind", "array", "sentence"),
    [
        ("labelTrainIds", spread([19]), "label 19 is unknown; Cityscapes has 0 to 18"),
        ("labelTrainIds", np.zeros((6, 10, 3), np.uint8), "its mode is RGB"),
        ("instanceIds", np.zeros((5, 10), np.uint16), r"\(6, 10\) pixels .* got \(5, 10\)"),
    ],
)
def test_masks_that_do_not_fit_are_named(root, kind, array, sentence):
    write(mask(root, kind), array)
    with pytest.raises(BadInput, match=f"{kind}.png: .*{sentence}"):
        open_dataset(root, "train")[0]


def test_unknown_ids_are_named(root):
    write(mask(root, "labelIds", "val/x/x_0"), spread([34]))
    with pytest.raises(BadInput, match="label 34 is unknown; Cityscapes has 0 to 33"):
        open_dataset(root, "val")[0]


def test_damaged_masks_are_named(root):
    mask(root, "instanceIds").write_text("ids")
    with pytest.raises(BadInput, match=r"Cannot read the mask .*instanceIds\.png"):
        open_dataset(root, "train")[0]
