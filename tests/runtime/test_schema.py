"""The shipped JSON Schema accepts the manifests that the reader accepts, and no others."""

import copy
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import edgeward
from edgeward import manifest as module
from edgeward.bundle import find_bundle, shipped
from edgeward.errors import BadBundle
from edgeward.manifest import Artifact, ClassInfo, Manifest, Picture, from_json, to_json

jsonschema = pytest.importorskip("jsonschema")

SCHEMA = json.loads(Path(edgeward.__file__).with_name("manifest.schema.json").read_text())
TABLES = {
    Manifest: SCHEMA,
    Picture: SCHEMA["$defs"]["picture"],
    ClassInfo: SCHEMA["$defs"]["class"],
    Artifact: SCHEMA["$defs"]["file"],
}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def literals(kind: Any) -> Iterator[Any]:
    """List the values that an annotation allows by name."""
    for argument in get_args(kind):
        yield from literals(argument)
        if isinstance(argument, str):
            yield argument


# Every type that JSON has, both sides of each limit, and every word that some field allows.
VALUES = [
    *(None, True, False, -1, 0, 1, 2, 3, 255, 256, -0.5, 0.5, "", "x"),
    *([], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [0.5, 1, 2], [1, 2.5], ["a", "b"], [True, 1]),
    *([None, None], {}, {"x": 1}, {"x": 0.5}, {"x": "y"}, {"x": None}, {"x": True}),
    *sorted(
        {word for t in TABLES for kind in get_type_hints(t).values() for word in literals(kind)}
    ),
]


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the ways to all values inside nested lists and tables."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items if isinstance(data, dict | list) else ():
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def mutants(data: Any) -> Iterator[tuple[str, Any]]:
    """Change a manifest in one place at a time: another value, none at all, one too many."""
    for *way, last in [*places(data)]:
        for value in VALUES:
            other = copy.deepcopy(data)
            at(other, way)[last] = value
            yield f"{[*way, last]} = {value!r}", other
        other = copy.deepcopy(data)
        del at(other, way)[last]
        yield f"no {[*way, last]}", other
    for path in [(), *places(data)]:
        if isinstance(at(data, path), dict):
            other = copy.deepcopy(data)
            at(other, path)["extra"] = 1
            yield f"{path} with extra", other


def reads(text: str) -> bool:
    try:
        from_json(text)
    except BadBundle:
        return False
    return True


@pytest.fixture
def full(manifest: Manifest) -> Any:
    """A manifest with every kind of file."""
    artifact = manifest.files[0]
    sampler = dataclasses.replace(
        artifact, form="sampler", image_size=(48, 64), scores_layout=None, miou=None
    )
    return json.loads(to_json(dataclasses.replace(manifest, files=(artifact, sampler))))


def test_it_is_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("table", TABLES)
def test_its_properties_are_the_fields(table: type):
    fields = {field.name for field in dataclasses.fields(table)}
    assert TABLES[table]["properties"].keys() == fields
    assert sorted(TABLES[table]["required"]) == sorted(fields)
    assert TABLES[table]["additionalProperties"] is False


def test_every_dataclass_is_in_it():
    found = vars(module).values()
    written = {
        kind for kind in found if isinstance(kind, type) and kind.__module__ == module.__name__
    }
    assert written == TABLES.keys()


@pytest.mark.parametrize("name", shipped())
def test_shipped_bundles_fit(name: str):
    text = (find_bundle(name) / "manifest.json").read_text(encoding="utf-8")
    VALIDATOR.validate(json.loads(text))


def test_exported_bundles_fit(bundles: Path):
    found = list(bundles.glob("*/manifest.json"))
    assert found
    for path in found:
        VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))


def test_bundles_for_phones_fit(phone_bundles: Path):
    found = list(phone_bundles.glob("*/manifest.json"))
    assert found
    for path in found:
        VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))


def test_the_reader_and_the_schema_agree(full: Any):
    assert VALIDATOR.is_valid(full)
    verdicts = set()
    for change, other in mutants(full):
        verdict = reads(json.dumps(other))
        assert VALIDATOR.is_valid(other) == verdict, change
        verdicts.add(verdict)
    assert verdicts == {True, False}


@pytest.mark.parametrize("data", [[], None, 7, "x", {}])
def test_what_is_no_table_fits_neither(data: Any):
    assert not VALIDATOR.is_valid(data)
    assert not reads(json.dumps(data))
