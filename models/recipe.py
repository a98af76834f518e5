"""Training recipes: TOML files that say everything a training depends on but the data's place."""

import sys
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from edgeward._core import MAX_SIDE
from edgeward.errors import BadInput
from edgeward.models.data.augment import Augmentation

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Schedule:
    """Adam with an exponential learning-rate policy (section 4.1).

    Attributes:
        epochs: passes over the training pictures.
        batch: pictures per step.
        rate: learning rate at the start.
        decay: share of the rate that is left at the end.
    """

    epochs: int
    batch: int = 32
    rate: float = 1e-3
    decay: float = 0.01


@dataclass(frozen=True)
class SamplerRecipe:
    """Stage 1.

    Attributes:
        schedule: of the optimiser.
        grid: rows and columns of the predicted grid.
        thumbnail: sides of the thumbnail it sees.
        width: features per layer.
        lam: weight of the neighbour term of eq. (2).
        targets: names of the classes whose boundaries attract; empty means all.
        loss: "proposal" (squared distance to the minimiser) or "energy" (eq. (2) itself).
        folds: samplers trained on the other folds that sample stage 2's pictures; 1 uses the
            final sampler for them too.
    """

    schedule: Schedule
    grid: tuple[int, int] = (8, 8)
    thumbnail: tuple[int, int] = (32, 32)
    width: int = 256
    lam: float = 1.0
    targets: tuple[str, ...] = ()
    loss: Literal["proposal", "energy"] = "proposal"
    folds: int = 1


@dataclass(frozen=True)
class SegmenterRecipe:
    """Stage 2.

    Attributes:
        schedule: of the optimiser.
        sample: height and width of the sampled picture.
        name: as `create_segmenter` takes it.
        options: handed to the segmenter's factory.
        balance: exponent of the class weights (median frequency / frequency) ** balance; 0 is
            the paper's plain cross-entropy.
    """

    schedule: Schedule
    sample: tuple[int, int]
    name: str = "unet"
    options: dict[str, Any] = field(default_factory=dict)
    balance: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """One training.

    Attributes:
        name: of the model.
        segmenter: stage 2.
        sampler: stage 1; None trains the uniform baseline.
        augmentation: of both stages.
        foreground: merges every label above 0 into one class of this name.
        preload: keep the decoded pictures in memory.
        seed: of weights, order and augmentation.
        licence: of the trained weights, which the data's terms decide.
        provenance: what the weights were trained on.
    """

    name: str
    segmenter: SegmenterRecipe
    sampler: SamplerRecipe | None = None
    augmentation: Augmentation = field(default_factory=Augmentation)
    foreground: str | None = None
    preload: bool = False
    seed: int = 0
    licence: str = "unspecified"
    provenance: str = "unspecified"

    def to_dict(self) -> dict[str, Any]:
        """Return plain dictionaries, the inverse of `parse_recipe`."""
        return asdict(self)


T = TypeVar("T")

# Least and greatest value of the numbers of a recipe, wherever the key stands.
_BOUNDS: dict[str, tuple[float, float]] = {
    "epochs": (1, float("inf")),
    "batch": (1, float("inf")),
    "rate": (0, float("inf")),
    "decay": (0, 1),
    "grid": (2, MAX_SIDE),
    "thumbnail": (2, MAX_SIDE),
    "width": (1, float("inf")),
    "lam": (0, float("inf")),
    "folds": (1, float("inf")),
    "sample": (2, MAX_SIDE),
    "smallest": (0, 1),
    "contrast": (0, 1),
    "brightness": (0, 1),
    "salt_pepper": (0, 1),
    "balance": (0, float("inf")),
    "seed": (0, 2**32),
}


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from a TOML file.

    Raises:
        BadInput: the file is missing, is not TOML, or contradicts `parse_recipe`.
    """
    try:
        with open(path, "rb") as file:
            table = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the recipe {path}: {error}.") from error
    return parse_recipe(table)


def parse_recipe(table: Mapping[str, Any]) -> Recipe:
    """Build a recipe from nested dictionaries.

    Raises:
        BadInput: a key is unknown or missing, or its value of another type or out of bounds.

    Example:
        >>> stage = {"schedule": {"epochs": 3}, "sample": [64, 64]}
        >>> parse_recipe({"name": "cats", "segmenter": stage}).segmenter.sample
        (64, 64)
    """
    return _build(Recipe, table, "")


def _build(kind: type[T], table: Any, place: str) -> T:
    """Build a dataclass from a table, recursively and strictly."""
    if not isinstance(table, Mapping):
        raise BadInput(f"Recipe: expected a table [{place}], but got {table!r}.")
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise BadInput(f"Recipe: unknown key {_path(place, key)!r}; known: {', '.join(known)}.")
    values = {}
    for key, spec in known.items():
        if key in table:
            values[key] = _convert(hints[key], table[key], _path(place, key))
            _check_bounds(key, values[key], _path(place, key))
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise BadInput(f"Recipe: the key {_path(place, key)!r} is missing.")
    return kind(**values)


def _convert(kind: Any, value: Any, place: str) -> Any:
    """Convert a TOML value to a field's type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _build(kind, value, place)  # type: ignore[arg-type]
    if origin is UnionType:
        inner = next(a for a in arguments if a is not NoneType)
        return None if value is None else _convert(inner, value, place)
    if origin is tuple and isinstance(value, list | tuple):
        return _convert_tuple(arguments, value, place)
    if origin is Literal and value in arguments:
        return value
    if kind is float and type(value) in (int, float):
        return float(value)
    if (origin or kind) is type(value):
        return value
    expected = " or ".join(map(repr, arguments)) if origin is Literal else _name(kind)
    raise BadInput(f"Recipe: expected {place!r} to be {expected}, but got {value!r}.")


def _convert_tuple(arguments: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)
    if len(kinds) != len(value):
        raise BadInput(f"Recipe: expected {len(kinds)} values for {place!r}, but got {value!r}.")
    return tuple(_convert(kind, item, place) for kind, item in zip(kinds, value, strict=True))


def _check_bounds(key: str, value: Any, place: str) -> None:
    if key not in _BOUNDS:
        return
    low, high = _BOUNDS[key]
    for number in value if isinstance(value, tuple) else (value,):
        if not low <= number <= high:  # nor is NaN
            raise BadInput(f"Recipe: expected {place!r} from {low} to {high}, but got {number}.")


def _name(kind: Any) -> str:
    return kind.__name__ if get_origin(kind) is None else str(kind)


def _path(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
