import json

import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import IGNORE, open_dataset
from edgeward.models.data.formats.supervisely import object_mask
from tests.models.tiny_formats import (
    SIZE,
    bitmap,
    encode_bitmap,
    polygon,
    write_supervisely,
)


def test_polygons_bitmaps_holes_and_neutral_objects_make_labels_and_instances(tmp_path):
    example = open_dataset(write_supervisely(tmp_path), "train")[0]
    expected = np.zeros(SIZE, int)
    expected[1:6, 1:6] = 1
    expected[3, 3] = 0
    expected[4:6, 5], expected[5, 6] = 2, 2
    np.testing.assert_array_equal(example.instances, expected)
    labels = (expected > 0).astype(int)
    labels[:2][expected[:2] == 0] = IGNORE
    np.testing.assert_array_equal(example.labels, labels)


def test_the_paper_s_split_has_its_sizes():
    from edgeward.models.data.formats.supervisely import SHARES
    from edgeward.models.data.split import draw_splits

    parts = draw_splits([f"ds1/{i}" for i in range(5711)], SHARES)
    assert {split: len(part) for split, part in parts.items()} == {"train": 5140, "test": 571}


def test_pictures_of_all_parts_are_split(tmp_path):
    root = write_supervisely(tmp_path)
    parts = [open_dataset(root, split).names for split in ("train", "test")]
    assert [len(part) for part in parts] == [9, 1]
    assert sorted(sum(parts, ())) == [f"ds1/{i}" for i in range(6)] + [f"ds2/{i}" for i in range(4)]


def test_older_exports_name_annotations_without_the_picture_s_suffix(tmp_path):
    root = write_supervisely(tmp_path)
    before = open_dataset(root, "train")[0]
    for path in root.glob("*/ann/*.png.json"):
        path.rename(path.with_name(path.name.replace(".png", "")))
    np.testing.assert_array_equal(open_dataset(root, "train")[0].labels, before.labels)


@pytest.mark.parametrize("mode", ["P", "L"])
def test_bitmaps_are_pasted_at_their_origin_and_cut_at_the_border(mode):
    mask = np.array([[1, 0, 1], [0, 1, 0]], bool)
    item = {"bitmap": {"data": encode_bitmap(mask, mode), "origin": [8, 5]}}
    expected = np.zeros(SIZE, bool)
    expected[5, 8] = True
    np.testing.assert_array_equal(object_mask(item, SIZE), expected)


@pytest.mark.parametrize("corners", [[[2, 3]], [[2, 3], [2, 3]], [[1.6, 2.7]]])
def test_a_polygon_of_few_points_is_as_small_as_they_are(corners):
    assert np.argwhere(object_mask(polygon("person", corners), SIZE)).tolist() == [[3, 2]]


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "{}",
        json.dumps({"size": {"height": 6, "width": 10}, "objects": [{"classTitle": "person"}]}),
        json.dumps({"size": {"height": 6, "width": 10}, "objects": [polygon("person", [])]}),
        json.dumps(
            {
                "size": {"height": 6, "width": 10},
                "objects": [
                    bitmap("person", np.ones((1, 1), bool), [0, 0])
                    | {"bitmap": {"data": "eJw=", "origin": [0, 0]}}
                ],
            }
        ),
    ],
)
def test_annotations_that_do_not_parse_are_named(tmp_path, content):
    root = write_supervisely(tmp_path)
    part, file = open_dataset(root, "test").names[0].split("/")
    (root / part / "ann" / f"{file}.png.json").write_text(content)
    with pytest.raises(BadInput, match=r"png\.json: expected a Supervisely annotation") as raised:
        open_dataset(root, "test")[0]
    assert "\n" not in str(raised.value)


def test_a_missing_annotation_is_named(tmp_path):
    root = write_supervisely(tmp_path)
    part, file = open_dataset(root, "test").names[0].split("/")
    (root / part / "ann" / f"{file}.png.json").unlink()
    with pytest.raises(BadInput, match=r"Expected a file .*ann/\d \(\.json\), but there is none"):
        open_dataset(root, "test")[0]
