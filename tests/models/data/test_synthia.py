import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import IGNORE, open_dataset
from tests.models.tiny_formats import (
    SYNTHIA_IDS,
    spread,
    write,
    write_synthia,
    write_synthia_rand,
)


@pytest.mark.parametrize("channels", [2, 3])
def test_the_first_channel_is_the_class_and_the_second_the_object(tmp_path, channels):
    examples = open_dataset(write_synthia(tmp_path, channels=channels), "train")
    for example in examples:
        expected = [IGNORE if i == 0 else i - 1 for i in SYNTHIA_IDS]
        np.testing.assert_array_equal(example.labels, spread(expected))
        np.testing.assert_array_equal(example.instances, spread([0, 0, 2, 1, 3, 0]))


def test_rows_of_numbers_are_labels_too(tmp_path):
    examples = open_dataset(write_synthia_rand(tmp_path), "test")
    np.testing.assert_array_equal(examples[0].labels, spread([IGNORE, IGNORE, 0, 10]))
    assert examples[0].instances is None


@pytest.mark.parametrize(
    ("write_set", "classes", "some"),
    [
        (write_synthia, 22, {1: "sky", 8: "car", 10: "pedestrian", 17: "rider", 21: "wall"}),
        (write_synthia_rand, 11, {1: "sky", 8: "car", 10: "pedestrian", 11: "cyclist"}),
    ],
)
def test_classes_stand_in_the_order_of_their_ids(tmp_path, write_set, classes, some):
    found = open_dataset(write_set(tmp_path), "train").classes
    assert len(found) == classes
    assert {i: found[i - 1].name for i in some} == some


def test_splits_are_drawn_and_part_the_pictures(tmp_path):
    root = write_synthia(tmp_path, count=20)
    parts = [open_dataset(root, split).names for split in ("train", "val", "test")]
    assert [len(part) for part in parts] == [16, 2, 2]
    assert sorted(sum(parts, ())) == [f"{i:07}" for i in range(20)]
    assert open_dataset(root, "train").names == parts[0]


def test_masks_of_8_bits_are_named(tmp_path):
    root = write_synthia(tmp_path)
    name = open_dataset(root, "val").names[0]
    write(root / "GT" / "LABELS" / f"{name}.png", np.zeros((6, 10, 3), np.uint8))
    with pytest.raises(BadInput, match=r"channels of 16 bits, but its pixels are RGB\."):
        open_dataset(root, "val")[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("1 2\n3", "Cannot read the labels"), ("1 12\n", r"label 12 is unknown; .* has 0 to 11")],
)
def test_numbers_that_make_no_labels_are_named(tmp_path, text, sentence):
    root = write_synthia_rand(tmp_path)
    name = open_dataset(root, "val").names[0]
    (root / "GTTXT" / f"{name}.txt").write_text(text)
    with pytest.raises(BadInput, match=sentence) as raised:
        open_dataset(root, "val")[0]
    assert "\n" not in str(raised.value)
