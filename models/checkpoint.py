"""Checkpoints: a folder of weights.safetensors and config.json; no pickle.

Loading builds the segmenter that config.json names. A `package.module:factory` is imported and
called, so load such a checkpoint only from somebody whose package you would run.
"""

import json
import platform
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save

import edgeward
from edgeward.decode import Misfit, decode
from edgeward.errors import BadInput
from edgeward.files import new_folder
from edgeward.manifest import ClassInfo
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.recipe import Recipe
from edgeward.models.sampler import Sampler
from edgeward.models.segmenters import create_segmenter, segmenter_facts


@dataclass(frozen=True)
class Checkpoint:
    """A trained model and what is known of it.

    Attributes:
        model: in eval mode.
        classes: in the order of the scores.
        recipe: that trained it.
        versions: of Python, torch and edgeward at training time.
    """

    model: AdaptiveSegmenter
    classes: tuple[ClassInfo, ...]
    recipe: Recipe
    versions: dict[str, str]

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.recipe.name

    @property
    def licence(self) -> str:
        """Licence of the weights."""
        return self.recipe.licence

    @property
    def provenance(self) -> str:
        """What the weights were trained on."""
        return self.recipe.provenance


@dataclass(frozen=True)
class _Config:
    """What config.json holds; `format` is the version of this schema."""

    classes: tuple[ClassInfo, ...]
    recipe: Recipe
    versions: dict[str, str]
    format: Literal[1] = 1


def check_looks(checkpoint: Checkpoint) -> None:
    """Refuse a model that was trained where the true labels say and cannot look by itself.

    Raises:
        BadInput: it is one.
    """
    sampler = checkpoint.recipe.sampler
    if sampler is not None and sampler.known:
        raise BadInput(
            f"Expected a model with a trained sampler, but {checkpoint.name!r} samples where the "
            "pictures' labels say (known = true); train one without, or count this one with "
            "python -m edgeward.benchmarks.accuracy."
        )


def build_model(recipe: Recipe, *, classes: int) -> AdaptiveSegmenter:
    """Build the untrained model that a recipe describes, in eval mode."""
    stage, sampler = recipe.sampler, None
    if stage is not None:
        sampler = Sampler(
            grid_size=stage.grid,
            thumbnail_size=stage.thumbnail,
            width=stage.width,
            stacked=stage.stacked,
        )
    name, facts = recipe.segmenter.name, segmenter_facts(recipe.segmenter.name)
    segmenter = create_segmenter(name, classes=classes, **recipe.segmenter.options)
    return AdaptiveSegmenter(
        sampler,
        segmenter,
        sample_size=recipe.segmenter.sample,
        mean=facts.mean,
        std=facts.std,
    ).eval()


def save_checkpoint(
    folder: Path, model: AdaptiveSegmenter, classes: tuple[ClassInfo, ...], recipe: Recipe
) -> None:
    """Write a checkpoint whole; an older one in the folder stays until then."""
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "edgeward": edgeward.__version__,
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.contiguous().cpu() for name, tensor in model.state_dict().items()}
    config = asdict(_Config(classes, recipe, versions))
    with new_folder(folder) as fresh:
        (fresh / "weights.safetensors").write_bytes(save(state))
        text = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
        (fresh / "config.json").write_text(text, encoding="utf-8")


def load_checkpoint(place: str | Path) -> Checkpoint:
    """Load a checkpoint folder, or a shipped model by its name.

    Args:
        place: a checkpoint's folder, or the name of a shipped model such as "person", which wins
            over a folder of that name: write `./person` for the folder.

    Raises:
        BadInput: no such checkpoint, a file is damaged, or the weights do not fit the
            architecture that the configuration names.
    """
    folder = _find(place)
    config = _read_config(folder / "config.json")
    try:
        model = build_model(config.recipe, classes=len(config.classes))
        model.load_state_dict(load_file(folder / "weights.safetensors"))
    except (SafetensorError, OSError) as error:
        raise BadInput(f"Cannot read {folder / 'weights.safetensors'}: {error}.") from error
    except RuntimeError as error:
        raise BadInput(
            f"{folder / 'weights.safetensors'} holds the weights of another architecture than "
            f"config.json describes: {str(error).splitlines()[-1].strip()}"
        ) from error
    return Checkpoint(model, config.classes, config.recipe, config.versions)


def shipped_names() -> list[str]:
    """Return the names of the checkpoints that come with the package."""
    root = Path(str(files("edgeward.models"))) / "weights"
    return sorted(p.parent.name for p in root.glob("*/config.json"))


def _find(place: str | Path) -> Path:
    names = shipped_names()
    if str(place) in names:
        return Path(str(files("edgeward.models"))) / "weights" / str(place)
    if Path(place).is_dir():
        return Path(place)
    near = get_close_matches(str(place), names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"shipped are {', '.join(names) or 'none'}."
    raise BadInput(f"No checkpoint folder or shipped model {str(place)!r}: {hint}")


def _read_config(path: Path) -> _Config:
    try:
        return decode(_Config, json.loads(path.read_text(encoding="utf-8")))
    except Misfit as error:
        raise BadInput(
            f"{path}: {error}; train anew, or load it with the edgeward that wrote it."
        ) from error
    except (OSError, ValueError) as error:
        raise BadInput(f"Cannot read the checkpoint's {path}: {error}.") from error
