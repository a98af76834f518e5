import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import IGNORE, open_dataset
from tests.models.tiny_formats import APOLLO, spread, write, write_apolloscape


@pytest.fixture
def root(tmp_path):
    return write_apolloscape(tmp_path)


def test_the_lists_of_all_roads_add_up(root):
    assert open_dataset(root, "train").names == (f"road01_ins/{APOLLO}", f"road02_ins/{APOLLO}")
    assert open_dataset(root, "val").names == (f"road03_ins/{APOLLO}",)


def test_a_list_may_lie_beside_the_roads_and_twice(root):
    path = root / "public_image_lists" / "road01_ins_train.lst"
    (root / path.name).write_bytes(path.read_bytes())
    assert len(open_dataset(root, "train")) == 2


def test_groups_are_of_their_objects_class_and_bridges_are_ignored(root):
    np.testing.assert_array_equal(
        open_dataset(root, "train")[1].labels, spread([0, 1, 1, 1, 8, IGNORE, 21, IGNORE])
    )


def test_instances_are_single_objects_even_where_a_group_s_id_wrapped(root):
    first, second = open_dataset(root, "train")
    np.testing.assert_array_equal(first.instances, spread([0, 2, 0, 1, 3, 0]))
    assert second.instances is None


def test_22_classes_are_evaluated_and_the_paper_targets_eight(root):
    examples = open_dataset(root, "train")
    assert len(examples.classes) == 22
    assert set(examples.targets) == {
        *("car", "motorbicycle", "bicycle", "person", "rider", "truck", "bus", "tricycle")
    }


def test_without_lists_they_are_asked_for(root):
    for path in root.glob("*/*.lst"):
        path.unlink()
    with pytest.raises(BadInput, match=r"image lists \(road01_ins_train\.lst, …\) .* unpack"):
        open_dataset(root, "train")


def test_an_unknown_id_is_named(root):
    label = APOLLO.replace("ColorImage", "Label")
    write(root / "road01_ins" / f"{label}_bin.png", spread([18]))
    with pytest.raises(BadInput, match=r"_bin\.png: label 18 is unknown; see ApolloScape's"):
        open_dataset(root, "train")[0]
