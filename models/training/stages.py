"""The two stages of training (section 4.1): the sampler, then the segmenter on its samples."""

import json
from dataclasses import replace
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn
from torch import Tensor, nn

from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.checkpoint import build_model, save_checkpoint
from edgeward.models.data.balance import class_weights
from edgeward.models.data.classes import class_ids
from edgeward.models.data.folder import IGNORE, FolderDataset
from edgeward.models.data.samples import Look, Looks, Pixels, SampledPixels, fold_of
from edgeward.models.recipe import Recipe, SamplerRecipe
from edgeward.models.sampling import project_covering
from edgeward.models.training.loop import Data, Workshop, fit, launch_fabric
from edgeward.models.training.losses import energy_loss, proposal_loss, segmenter_loss


def train(recipe: Recipe, data: Path, out: Path, *, val: str = "val", workers: int = 2) -> Path:
    """Train a model and write its checkpoint.

    Stage 1 trains the sampler on proposals, stage 2 the segmenter on pictures and labels sampled
    where the sampler looks; there is no upsampling in training. The same call resumes an
    interrupted training, with the same result as if it had not been interrupted.

    Args:
        recipe: what to train and how; `sampler=None` trains the uniform baseline.
        data: folder data set with splits "train" and `val`.
        out: folder for states, logs and the checkpoint.
        val: split whose losses are reported while training.
        workers: processes that load data, 0 loads in this one.

    Returns:
        The checkpoint's folder, `out/checkpoint`.

    Raises:
        BadInput: the data or the recipe contradict each other, or `out` holds the state of
            another recipe.
    """
    fabric = launch_fabric()
    out.mkdir(parents=True, exist_ok=True)
    splits = [
        FolderDataset(data, split, foreground=recipe.foreground, preload=recipe.preload)
        for split in ("train", val)
    ]
    classes = splits[0].classes
    _claim(out, recipe, fabric.is_global_zero)
    console = Console(stderr=True, quiet=not fabric.is_global_zero)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        work = Workshop(fabric, out, workers, recipe.seed, progress)
        torch.manual_seed(recipe.seed)
        model = build_model(recipe, classes=len(classes))
        lookers = _train_samplers(work, recipe, model, *splits)
        _train_segmenter(work, recipe, model, lookers, *splits)
    if fabric.is_global_zero:
        save_checkpoint(out / "checkpoint", model, classes, recipe)
    fabric.barrier()
    return out / "checkpoint"


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


def _train_samplers(
    work: Workshop,
    recipe: Recipe,
    model: AdaptiveSegmenter,
    train: FolderDataset,
    val: FolderDataset,
) -> list[AdaptiveSegmenter]:
    """Train the model's sampler and one per fold; return the models that sample stage 2."""
    stage = recipe.sampler
    if stage is None:
        return [model]
    everything = list(range(len(train)))
    _train_sampler(work, "sampler", recipe, stage, model, train, val, everything)
    if stage.folds == 1:
        return [model]
    lookers = []
    for fold in range(stage.folds):
        rest = [i for i in everything if fold_of(i, len(train), stage.folds) != fold]
        torch.manual_seed(recipe.seed + 1 + fold)
        looker = build_model(recipe, classes=len(train.classes))
        title = f"sampler-fold{fold}"
        _train_sampler(work, title, recipe, stage, looker, train, val, rest)
        lookers.append(looker)
    return lookers


def _train_sampler(
    work: Workshop,
    title: str,
    recipe: Recipe,
    stage: SamplerRecipe,
    model: AdaptiveSegmenter,
    train: FolderDataset,
    val: FolderDataset,
    indices: list[int],
) -> None:
    """Stage 1 for one sampler."""
    targets = class_ids(stage.targets, train.classes) or None

    def looks(examples: FolderDataset, indices: list[int], augmented: bool) -> Data:
        dataset = Looks(
            examples,
            thumbnail_size=stage.thumbnail,
            grid_size=stage.grid,
            lam=stage.lam,
            targets=targets,
            how=recipe.augmentation if augmented else None,
            seed=recipe.seed,
        )
        return Data(dataset, indices)

    def loss(sampler: nn.Module, batch: Look) -> Tensor:
        grids = sampler(model.normalise(batch.thumbnail))
        if stage.loss == "energy":
            return energy_loss(project_covering(grids), batch.nearest, stage.lam)
        return proposal_loss(grids, batch.proposal)

    assert model.sampler is not None
    val_data = looks(val, list(range(len(val))), False)
    train_data = looks(train, indices, True)
    model.to(work.fabric.device)
    fit(work, title, model.sampler, loss, train=train_data, val=val_data, schedule=stage.schedule)


def _train_segmenter(
    work: Workshop,
    recipe: Recipe,
    model: AdaptiveSegmenter,
    lookers: list[AdaptiveSegmenter],
    train: FolderDataset,
    val: FolderDataset,
) -> None:
    """Stage 2: the lookers sample on the CPU, in the loader's workers."""
    how, seed, segmenter = recipe.augmentation, recipe.seed, model.segmenter
    sampling = [looker.cpu().eval() for looker in lookers]
    final = AdaptiveSegmenter(model.sampler, nn.Identity(), sample_size=model.sample_size).eval()
    train_data = Data(SampledPixels(train, sampling, how=how, seed=seed), list(range(len(train))))
    val_data = Data(SampledPixels(val, [final], how=None), list(range(len(val))))
    weights = None
    if recipe.segmenter.balance:
        examples = (train[index] for index in range(len(train)))
        exponent = recipe.segmenter.balance
        array = class_weights(examples, classes=len(train.classes), exponent=exponent)
        weights = torch.from_numpy(array).to(work.fabric.device)
    normalise = AdaptiveSegmenter(None, nn.Identity(), sample_size=model.sample_size)
    normalise.to(work.fabric.device)

    def loss(segmenter: nn.Module, batch: Pixels) -> Tensor:
        scores = segmenter(normalise.normalise(batch.pixels))
        return segmenter_loss(scores, batch.labels, IGNORE, weights)

    schedule = recipe.segmenter.schedule
    fit(work, "segmenter", segmenter, loss, train=train_data, val=val_data, schedule=schedule)
    model.cpu().eval()


def uniform_recipe(recipe: Recipe) -> Recipe:
    """Return the recipe of the uniform baseline: the same in everything but the sampler."""
    return replace(recipe, name=f"{recipe.name}-uniform", sampler=None)
