"""The two stages of training (section 4.1): the sampler, then the segmenter on its samples."""

import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn
from torch import Tensor, nn

from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.checkpoint import build_model, save_checkpoint
from edgeward.models.data import IGNORE, LabelledPictures, open_dataset
from edgeward.models.data.augment import Augmentation
from edgeward.models.data.balance import class_weights
from edgeward.models.data.classes import class_ids
from edgeward.models.data.samples import (
    Look,
    Looker,
    Looks,
    Pixels,
    SampledPixels,
    fold_of,
    look_at_labels,
    look_at_picture,
)
from edgeward.models.recipe import Recipe, SamplerRecipe
from edgeward.models.sampler import Sampler
from edgeward.models.segmenters import start_from_imagenet
from edgeward.models.training.loop import Data, Workshop, fit, launch_fabric
from edgeward.models.training.losses import segmenter_loss
from edgeward.models.training.objectives import (
    Energy,
    Guess,
    Learner,
    Objective,
    Proposals,
    Spacing,
)


@dataclass(frozen=True)
class Course:
    """What the stages of one training share.

    Attributes:
        work: where and how.
        recipe: what.
        train: examples to learn from.
        val: examples to report on.
    """

    work: Workshop
    recipe: Recipe
    train: LabelledPictures
    val: LabelledPictures


def train(
    recipe: Recipe, data: Path, out: Path, *, val: str = "val", workers: int = 2
) -> Path | None:
    """Train a model and write its checkpoint.

    Stage 1 trains the sampler by the recipe's loss, stage 2 the segmenter on pictures and labels
    sampled where the sampler looks; there is no upsampling in training. The same call resumes an
    interrupted training, with the same result as if it had not been interrupted.

    Args:
        recipe: what to train and how; `sampler=None` trains the uniform baseline.
        data: data set of any format with splits "train" and `val`.
        out: folder for states, logs and the checkpoint.
        val: split whose losses are reported while training.
        workers: processes that load data, 0 loads in this one.

    Returns:
        The checkpoint's folder, `out/checkpoint`; None in all but the first of several processes.

    Raises:
        BadInput: the data or the recipe contradict each other, or `out` holds the state of
            another recipe.
    """
    fabric = launch_fabric()
    out.mkdir(parents=True, exist_ok=True)
    splits = [
        open_dataset(
            data, split, foreground=recipe.foreground, preload=recipe.preload, instances=False
        )
        for split in ("train", val)
    ]
    classes = splits[0].classes
    _claim(out, recipe, fabric.is_global_zero)
    console = Console(stderr=True, quiet=not fabric.is_global_zero)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        work = Workshop(fabric, out, workers, recipe.seed, progress)
        course = Course(work, recipe, *splits)
        torch.manual_seed(recipe.seed)
        model = build_model(recipe, classes=len(classes))
        if recipe.segmenter.imagenet:
            start_from_imagenet(model.segmenter)
        _train_segmenter(course, model, _train_samplers(course, model))
    if fabric.is_global_zero:
        save_checkpoint(out / "checkpoint", model, classes, recipe)
    fabric.barrier()
    return out / "checkpoint" if fabric.is_global_zero else None


def _claim(out: Path, recipe: Recipe, first: bool) -> None:
    """Note in `out` what its states depend on, so that no other recipe resumes from them."""
    learned = replace(recipe, licence="", provenance="", preload=False)
    text = json.dumps(learned.to_dict(), indent=2) + "\n"
    note = out / "recipe.json"
    if note.exists() and note.read_text(encoding="utf-8") != text:
        raise BadInput(
            f"{out} holds the states of another recipe ({note.name} differs); delete it or choose "
            f"another output folder."
        )
    if first:
        write_atomically(note, text.encode())


def _train_samplers(course: Course, model: AdaptiveSegmenter) -> list[Looker]:
    """Train the model's sampler and one per fold; return who samples stage 2."""
    stage, count = course.recipe.sampler, len(course.train)
    if stage is None:
        return [_looker(model)]
    if stage.known:
        proposals = _eq_2(course, stage, Proposals)
        return [partial(look_at_labels, proposals.target, model.sample_size)]
    everything = list(range(count))
    _train_sampler(course, stage, "sampler", model, everything)
    if stage.folds == 1:
        return [_looker(model)]
    lookers = []
    for fold in range(stage.folds):
        rest = [i for i in everything if fold_of(i, count, stage.folds) != fold]
        torch.manual_seed(course.recipe.seed + 1 + fold)
        fresh = build_model(course.recipe, classes=len(course.train.classes))
        _train_sampler(course, stage, f"sampler-fold{fold}", fresh, rest)
        lookers.append(_looker(fresh))
    return lookers


def _looker(model: AdaptiveSegmenter) -> Looker:
    """Look with a model's sampler, on the CPU: in the loader's workers."""
    return partial(look_at_picture, model.cpu().eval())


def _train_sampler(
    course: Course, stage: SamplerRecipe, title: str, model: AdaptiveSegmenter, indices: list[int]
) -> None:
    """Stage 1 for one sampler, on some of the training examples."""
    assert model.sampler is not None
    recipe, work = course.recipe, course.work
    objective = _objective(course, stage)

    def looks(examples: LabelledPictures, indices: list[int], how: Augmentation | None) -> Data:
        dataset = Looks(
            examples,
            thumbnail_size=stage.thumbnail,
            target=objective.target,
            how=how,
            seed=recipe.seed,
        )
        return Data(dataset, indices)

    def loss(learner: nn.Module, batch: Look) -> Tensor:
        guess: Guess = learner(model.normalise(batch.thumbnail))
        value = objective.loss(guess.grids, batch.target)
        value = value + stage.restraint * guess.offsets.square().mean()
        if guess.scores is None:
            return value
        return value + stage.labels * segmenter_loss(guess.scores, batch.labels, IGNORE)

    train = looks(course.train, indices, recipe.augmentation)
    val = looks(course.val, list(range(len(course.val))), None)
    learner = Learner(model.sampler, classes=len(course.train.classes) if stage.labels else None)
    model.to(work.fabric.device)
    fit(work, title, learner, loss, train=train, val=val, schedule=stage.schedule)


def _objective(course: Course, stage: SamplerRecipe) -> Objective:
    """Build what the recipe calls the sampler's loss."""
    if stage.loss != "spacing":
        return _eq_2(course, stage, Energy if stage.loss == "energy" else Proposals)
    classes = course.train.classes
    weights = np.ones(len(classes), np.float32)
    if stage.balance:
        weights = _class_weights(course.train, stage.balance)
    weights[class_ids(stage.targets, classes)] *= stage.emphasis
    return Spacing(weights)


def _eq_2(course: Course, stage: SamplerRecipe, kind: type[Proposals]) -> Proposals:
    """Build one of the objectives of eq. (2)."""
    targets = class_ids(stage.targets, course.train.classes) or None
    # What random crops show never comes again.
    cache = course.work.folder / "proposals" if course.recipe.augmentation.crop == "whole" else None
    return kind(stage.grid, stage.lam, targets, cache)


def _train_segmenter(course: Course, model: AdaptiveSegmenter, lookers: list[Looker]) -> None:
    """Stage 2, on the pixels that the lookers choose."""
    recipe, work = course.recipe, course.work
    known = recipe.sampler is not None and recipe.sampler.known
    train = SampledPixels(course.train, lookers, how=recipe.augmentation, seed=recipe.seed)
    final = lookers if known else [_looker(_shell(model, model.sampler))]
    val = SampledPixels(course.val, final, how=None)
    weights = None
    if recipe.segmenter.balance:
        found = _class_weights(course.train, recipe.segmenter.balance)
        weights = torch.from_numpy(found).to(work.fabric.device)
    normaliser = _shell(model, None).to(work.fabric.device)

    def loss(segmenter: nn.Module, batch: Pixels) -> Tensor:
        scores = segmenter(normaliser.normalise(batch.pixels))
        areas = batch.areas if recipe.segmenter.areas else None
        return segmenter_loss(scores, batch.labels, IGNORE, classes=weights, points=areas)

    fit(
        work,
        "segmenter",
        model.segmenter,
        loss,
        train=Data(train, list(range(len(course.train)))),
        val=Data(val, list(range(len(course.val)))),
        schedule=recipe.segmenter.schedule,
    )
    model.cpu().eval()


def _shell(model: AdaptiveSegmenter, sampler: Sampler | None) -> AdaptiveSegmenter:
    """Return what normalises as the model does, and looks, but does not segment."""
    return AdaptiveSegmenter(
        sampler,
        nn.Identity(),
        sample_size=model.sample_size,
        mean=tuple(model.mean.tolist()),
        std=tuple(model.std.tolist()),
    )


def _class_weights(train: LabelledPictures, exponent: float) -> NDArray[np.float32]:
    """Weigh the classes by how rare they are."""
    examples = (train[index] for index in range(len(train)))
    return class_weights(examples, classes=len(train.classes), exponent=exponent)


def uniform_recipe(recipe: Recipe) -> Recipe:
    """Return the recipe of the uniform baseline: the same in everything but the sampler."""
    return replace(recipe, name=f"{recipe.name}-uniform", sampler=None)
