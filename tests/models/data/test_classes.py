import pytest

from edgeward.errors import BadInput
from edgeward.models.data import ClassInfo
from edgeward.models.data.classes import class_ids, default_colour, read_classes


@pytest.fixture
def read(tmp_path):
    def call(text: str):
        path = tmp_path / "classes.txt"
        path.write_text(text, encoding="utf-8")
        return read_classes(path)

    return call


def test_names_and_colours_are_read(read):
    classes, ignore = read("0\tsky (1, 2, 3)\n\n1 road sign (kerb) (4,5,255)\n2 Fußgänger\n")
    assert classes == (
        ClassInfo("sky", (1, 2, 3)),
        ClassInfo("road sign (kerb)", (4, 5, 255)),
        ClassInfo("Fußgänger", (0, 128, 0)),
    )
    assert ignore is None


@pytest.mark.parametrize("last", ["1 void (ignore)", "1 void (ignore) (0, 0, 0)"])
def test_the_ignored_class_is_set_apart(read, last):
    classes, ignore = read(f"0 sky\n{last}\n")
    assert [c.name for c in classes] == ["sky"]
    assert ignore == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "expected 1 to 255 classes, but got 0"),
        ("0 void (ignore)", "expected 1 to 255 classes, but got 0"),
        ("sky", "entry 1: expected '0 NAME"),
        ("1 sky", "entry 1: expected '0 NAME"),
        ("0 sky\n\n2 road", "entry 2: expected '1 NAME .* but got '2 road'"),
        ("0 sky (256, 0, 0)", "colours to 255"),
        ("0 void (ignore)\n1 sky", "ignore. class last, but it has id 0"),
        ("\n".join(f"{i} c{i}" for i in range(256)), "expected 1 to 255 classes, but got 256"),
    ],
)
def test_lists_that_do_not_parse_are_named(read, text, sentence):
    with pytest.raises(BadInput, match=f"classes.txt.*{sentence}"):
        read(text)


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_lists_that_cannot_be_read_are_named(tmp_path, content):
    path = tmp_path / "classes.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match="Cannot read the class list"):
        read_classes(path)


def test_names_map_to_ids_in_the_order_asked_for(read):
    classes, _ = read("0 sky\n1 road\n2 car")
    assert class_ids(["car", "sky"], classes) == [2, 0]
    assert class_ids([], classes) == []
    with pytest.raises(BadInput, match="Unknown class 'cat'; the data has sky, road, car"):
        class_ids(["car", "cat"], classes)


def test_default_colours_are_those_of_pascal_voc_and_all_differ():
    assert [default_colour(i) for i in (2, 3, 20)] == [(0, 128, 0), (128, 128, 0), (0, 64, 128)]
    assert len({default_colour(i) for i in range(256)}) == 256
