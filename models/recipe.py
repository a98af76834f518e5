"""Training recipes: TOML files that say everything a training depends on but the data's place."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from edgeward._core import MAX_SIDE
from edgeward.decode import Misfit, Range, decode
from edgeward.errors import BadInput
from edgeward.models.data.augment import Augmentation, Share

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Count = Annotated[int, Range(1)]
Amount = Annotated[float, Range(0)]
Side = Annotated[int, Range(2, MAX_SIDE)]
Seed = Annotated[int, Range(0, 2**32)]


@dataclass(frozen=True)
class Schedule:
    """Adam with an exponential learning-rate policy (section 4.1).

    Attributes:
        epochs: passes over the training pictures.
        batch: pictures per step.
        rate: learning rate at the start.
        decay: share of the rate that is left at the end.
    """

    epochs: Count
    batch: Count = 32
    rate: Amount = 1e-3
    decay: Share = 0.01


@dataclass(frozen=True)
class SamplerRecipe:
    """Stage 1.

    Attributes:
        schedule: of the optimiser.
        grid: rows and columns of the predicted grid.
        thumbnail: sides of the thumbnail it sees.
        width: features per layer.
        stacked: whether it is two U-Nets, as the paper's; False is one.
        lam: weight of the neighbour term of eq. (2).
        targets: names of the classes whose boundaries attract, or which `emphasis` is on; empty
            means all.
        loss: "proposal" (squared distance to the minimiser of eq. (2), the paper's), "energy"
            (eq. (2) itself) or "spacing" (the squared gap between samples across boundaries;
            `lam` does not matter).
        emphasis: weight of the target classes' boundaries in "spacing"; the others' is 1.
        balance: exponent of the class weights in "spacing", as `SegmenterRecipe.balance`.
        labels: weight of an auxiliary loss: the first U-Net has to know the thumbnail's labels,
            through a layer that is dropped after training.
        restraint: weight of an auxiliary loss: the mean squared offset from the prior grid, in
            gaps of the uniform grid. Segmenters do better where pictures are warped alike.
        folds: samplers trained on the other folds that sample stage 2's pictures; 1 uses the
            final sampler for them too.
        known: train no sampler but sample at the proposals of the pictures' own labels, in
            evaluation too: the bound of what a sampler trained on them could do. No such model
            can be exported.
    """

    schedule: Schedule
    grid: tuple[Side, Side] = (8, 8)
    thumbnail: tuple[Side, Side] = (32, 32)
    width: Count = 256
    stacked: bool = True
    lam: Amount = 1.0
    targets: tuple[str, ...] = ()
    loss: Literal["proposal", "energy", "spacing"] = "proposal"
    emphasis: Amount = 1.0
    balance: Amount = 0.0
    labels: Amount = 0.0
    restraint: Amount = 0.0
    folds: Count = 1
    known: bool = False


@dataclass(frozen=True)
class SegmenterRecipe:
    """Stage 2.

    Attributes:
        schedule: of the optimiser.
        sample: height and width of the sampled picture.
        name: as `create_segmenter` takes it.
        options: handed to the segmenter's factory.
        imagenet: start from weights trained on ImageNet; the segmenter "lite" has them.
        balance: exponent of the class weights (median frequency / frequency) ** balance; 0 is
            the paper's plain cross-entropy.
        areas: weigh each point of the loss by the area of the picture that it stands for; False
            weighs all alike, as the paper does.
    """

    schedule: Schedule
    sample: tuple[Side, Side]
    name: str = "unet"
    options: dict[str, Any] = field(default_factory=dict)
    imagenet: bool = False
    balance: Amount = 0.0
    areas: bool = False


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
    seed: Seed = 0
    licence: str = "unspecified"
    provenance: str = "unspecified"

    def to_dict(self) -> dict[str, Any]:
        """Return plain dictionaries, the inverse of `parse_recipe`."""
        return asdict(self)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from a TOML file.

    Raises:
        BadInput: the file is missing, is not TOML, or contradicts `parse_recipe`.
    """
    return parse_recipe(read_toml(path, "recipe"))


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """Read a TOML file.

    Args:
        path: of the file.
        kind: what it should be, for the error.

    Raises:
        BadInput: the file is missing or is not TOML.
    """
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the {kind} {path}: {error}.") from error


def parse_recipe(table: Mapping[str, Any]) -> Recipe:
    """Build a recipe from nested dictionaries.

    Raises:
        BadInput: a key is unknown or missing, or its value of another type or out of bounds.

    Example:
        >>> stage = {"schedule": {"epochs": 3}, "sample": [64, 64]}
        >>> parse_recipe({"name": "cats", "segmenter": stage}).segmenter.sample
        (64, 64)
    """
    try:
        return decode(Recipe, table)
    except Misfit as error:
        raise BadInput(f"Recipe: {error}.") from error
