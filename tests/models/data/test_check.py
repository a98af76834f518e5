import numpy as np
import pytest
from PIL import Image

from edgeward.models.data import open_dataset
from edgeward.models.data.check import check
from tests.models.tiny import write_folder
from tests.models.tiny_formats import SIZE, write_cityscapes


def test_a_sound_split_has_no_problems_and_its_shares_add_up(discs):
    found = check(open_dataset(discs, "train"))
    assert (found.split, found.pictures, found.problems) == ("train", 8, ())
    assert found.height == (40, 40, 40)
    assert found.width == (52, 52, 52)
    assert sum(each.share for each in found.classes) == pytest.approx(1)
    assert [each.pictures for each in found.classes] == [8, 8]
    assert found.ignored == pytest.approx(2 / 40)
    assert found.objects is None


def test_shares_are_of_the_labelled_pixels(tmp_path):
    root = write_folder(tmp_path, splits={"val": ["a"]})
    labels = np.zeros((40, 52), np.uint8)
    labels[:30], labels[:10] = 1, 2
    Image.fromarray(labels).save(root / "masks" / "a.png")
    found = check(open_dataset(root, "val"))
    assert [each.share for each in found.classes] == pytest.approx([1 / 3, 2 / 3])
    assert found.ignored == pytest.approx(1 / 4)


def test_objects_are_counted(tmp_path):
    assert check(open_dataset(write_cityscapes(tmp_path), "train")).objects == 4


def test_every_problem_is_collected(tmp_path):
    root = write_folder(tmp_path)
    (root / "images" / "t0.png").unlink()
    (root / "masks" / "t0.png").unlink()
    (root / "masks" / "t3.png").write_text("no mask")
    Image.new("L", SIZE).save(root / "masks" / "t5.png")
    found = check(open_dataset(root, "train"))
    assert found.pictures == 8
    names = ["images/t0", "masks/t0", "t3.png", "'t5'"]
    assert len(found.problems) == 4
    assert all(name in problem for name, problem in zip(names, found.problems, strict=True))
    assert [each.pictures for each in found.classes] == [5, 5]


def test_nothing_readable_has_no_sizes(tmp_path):
    root = write_folder(tmp_path, splits={"val": ["a"]})
    (root / "images" / "a.png").unlink()
    found = check(open_dataset(root, "val"))
    assert found.height is found.width is None
    assert [each.share for each in found.classes] == [0, 0]
