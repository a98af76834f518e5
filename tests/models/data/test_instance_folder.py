import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import FolderDataset, open_dataset
from tests.models.tiny_formats import spread, write, write_instance_folder


@pytest.fixture
def root(tmp_path):
    return write_instance_folder(tmp_path)


def test_any_object_is_foreground_and_objects_are_numbered_without_gaps(root):
    example = open_dataset(root, "train", foreground="person")[0]
    np.testing.assert_array_equal(example.labels, spread([0, 1, 1, 1, 0]))
    np.testing.assert_array_equal(example.instances, spread([0, 1, 1, 2, 0]))


def test_an_object_may_have_any_id(root):
    write(root / "masks" / "p0.png", spread([0, 255, 40000], np.uint16))
    example = open_dataset(root, "train", foreground="person")[0]
    np.testing.assert_array_equal(example.instances, spread([0, 1, 2]))


def test_the_foreground_has_to_be_named(root):
    with pytest.raises(BadInput, match=r"classes\.txt, but there is none; .* as the foreground"):
        open_dataset(root, "train")


def test_a_colour_mask_is_named(root):
    write(root / "masks" / "p0.png", np.zeros((6, 10, 3), np.uint8))
    with pytest.raises(BadInput, match=r"p0\.png: expected a mask of object ids .* is RGB"):
        open_dataset(root, "train", foreground="person")[0]


def test_the_folder_data_set_itself_asks_for_classes(root):
    with pytest.raises(BadInput, match="Cannot read the class list"):
        FolderDataset(root, "train", foreground="person")
