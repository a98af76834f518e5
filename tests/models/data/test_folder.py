import numpy as np
import pytest
from PIL import Image

from edgeward.errors import BadInput
from edgeward.models.data import ClassInfo, FolderDataset
from edgeward.models.data.example import IGNORE
from tests.models.tiny import SPLITS, draw_discs, write_folder


def replace_mask(root, labels, name="t0"):
    Image.fromarray(np.asarray(labels)).save(root / "masks" / f"{name}.png")


def test_examples_are_the_pictures_and_labels_of_the_files(discs):
    dataset = FolderDataset(discs, "train")
    assert [example.name for example in dataset] == SPLITS["train"]
    assert dataset.classes == (ClassInfo("ground", (0, 0, 0)), ClassInfo("disc", (255, 0, 0)))
    rng = np.random.default_rng(0)
    for example in dataset:
        picture, labels = draw_discs(rng)
        np.testing.assert_array_equal(example.picture, picture)
        np.testing.assert_array_equal(example.labels, np.where(labels == 2, IGNORE, labels))


def test_255_is_ignored_whatever_the_class_list_says(own_discs):
    labels = np.full((40, 52), 255, np.uint8)
    labels[0] = 1
    replace_mask(own_discs, labels)
    found = FolderDataset(own_discs, "train")[0].labels
    assert (found[0] == 1).all()
    assert (found[1:] == IGNORE).all()


def test_foreground_merges_every_class_above_zero(tmp_path):
    root = write_folder(tmp_path, classes="0 sky\n1 disc\n2 top\n3 void (ignore)\n")
    labels = np.arange(4, dtype=np.uint8).repeat(520).reshape(40, 52)
    replace_mask(root, labels)
    dataset = FolderDataset(root, "train", foreground="thing")
    assert [c.name for c in dataset.classes] == ["background", "thing"]
    assert dataset[0].labels[::10, 0].tolist() == [0, 1, 1, IGNORE]


def test_palette_masks_give_their_ids(own_discs):
    image = Image.open(own_discs / "masks" / "t0.png")
    before = np.asarray(image)
    image = image.copy()
    image.putpalette([9, 8, 7] * 256)
    assert image.mode == "P"
    image.save(own_discs / "masks" / "t0.png")
    expected = np.where(before == 2, IGNORE, before)
    np.testing.assert_array_equal(FolderDataset(own_discs, "train")[0].labels, expected)


def test_preloaded_pictures_outlive_their_files(own_discs):
    dataset = FolderDataset(own_discs, "val", preload=True)
    (own_discs / "images" / "v0.png").unlink()
    assert dataset[0] is dataset[0]
    assert dataset[0].name == "v0"


def test_names_may_hold_blanks_and_dots(tmp_path):
    root = write_folder(tmp_path, splits={"train": ["a b", "c.d", "ä"]})
    assert [example.name for example in FolderDataset(root, "train")] == ["a b", "c.d", "ä"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"Expected a data folder, but .*nowhere is not one"):
        FolderDataset(tmp_path / "nowhere", "train")


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"Cannot read the class list .*classes\.txt"):
        FolderDataset(tmp_path, "train")


def test_a_missing_split_names_those_there_are(discs):
    with pytest.raises(BadInput, match=r"none; splits here: test, train, val"):
        FolderDataset(discs, "dev")


@pytest.mark.parametrize(
    ("content", "sentence"), [(b" \n\n", "it is empty"), (b"\xff", "can't decode")]
)
def test_a_list_without_names_is_named(own_discs, content, sentence):
    (own_discs / "train.txt").write_bytes(content)
    with pytest.raises(BadInput, match=rf"train\.txt.*{sentence}"):
        FolderDataset(own_discs, "train")


def damage_picture(root):
    path = root / "images" / "t0.png"
    path.write_bytes(path.read_bytes()[:400])


def damage_mask(root):
    path = root / "masks" / "t0.png"
    path.write_bytes(path.read_bytes()[:60])


DAMAGES = {
    "no picture": (
        lambda root: (root / "images" / "t0.png").unlink(),
        "images/t0 .* there is none",
    ),
    "no mask": (lambda root: (root / "masks" / "t0.png").unlink(), r"masks/t0 \(.png\), .* none"),
    "truncated picture": (damage_picture, r"t0\.png.*truncated"),
    "truncated mask": (damage_mask, r"Cannot read the mask .*t0\.png"),
    "mask of text": (
        lambda root: (root / "masks" / "t0.png").write_text("labels"),
        r"Cannot read the mask .*t0\.png",
    ),
    "unknown label": (
        lambda root: replace_mask(root, np.full((40, 52), 7, np.uint8)),
        r"t0\.png: label 7 is unknown; classes.txt lists 0 to 1 and 2 is ignored",
    ),
    "other size": (
        lambda root: replace_mask(root, np.zeros((40, 51), np.uint8)),
        r"a mask of \(40, 52\) \(height, width\) like its picture, but got \(40, 51\)",
    ),
    "16-bit mask": (
        lambda root: replace_mask(root, np.zeros((40, 52), np.uint16)),
        "class ids in 8 bits .* its mode is I;16",
    ),
    "colour mask": (
        lambda root: replace_mask(root, np.zeros((40, 52, 3), np.uint8)),
        "class ids in 8 bits .* its mode is RGB",
    ),
    "1-bit mask": (
        lambda root: replace_mask(root, np.zeros((40, 52), bool)),
        "class ids in 8 bits .* its mode is 1",
    ),
}


@pytest.mark.parametrize("preload", [False, True])
@pytest.mark.parametrize(("damage", "sentence"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_files_are_named(own_discs, damage, sentence, preload):
    damage(own_discs)
    with pytest.raises(BadInput, match=sentence) as raised:
        FolderDataset(own_discs, "train", preload=preload)[0]
    assert "\n" not in str(raised.value)


def test_a_jpeg_is_no_mask(own_discs):
    mask = own_discs / "masks" / "t0.png"
    Image.open(mask).save(mask.with_suffix(".jpg"))
    mask.unlink()
    with pytest.raises(BadInput, match="there is none"):
        FolderDataset(own_discs, "train")[0]
