"""The training loop of both stages, on Lightning Fabric: resumable, seeded, distributed."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from lightning_fabric import Fabric
from rich.progress import Progress
from safetensors.torch import load_file, save
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.data.samples import EpochBatches
from edgeward.models.recipe import Schedule

Loss = Callable[[nn.Module, Any], Tensor]


@dataclass(frozen=True)
class Data:
    """A stage's samples.

    Attributes:
        dataset: gives samples by (epoch, index).
        indices: of the examples used.
    """

    dataset: Dataset[Any]
    indices: list[int]


@dataclass(frozen=True)
class Workshop:
    """Where and how to train.

    Attributes:
        fabric: launched.
        folder: of states and logs.
        workers: processes that load data.
        seed: of the order of the samples.
        progress: shows bars.
    """

    fabric: Fabric
    folder: Path
    workers: int
    seed: int
    progress: Progress


def launch_fabric() -> Fabric:
    """Start Fabric on the best device here; under torchrun, on every process it started."""
    nodes = int(os.environ.get("GROUP_WORLD_SIZE", "1"))
    devices = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    fabric = Fabric(
        accelerator="auto",
        devices=devices,
        num_nodes=nodes,
        strategy="ddp" if nodes * devices > 1 else "auto",
    )
    fabric.launch()
    return fabric


def fit(
    work: Workshop,
    title: str,
    network: nn.Module,
    loss: Loss,
    *,
    train: Data,
    val: Data,
    schedule: Schedule,
) -> None:
    """Train a network in place, resuming from `folder/title.safetensors` where that exists.

    The state is written after every epoch, so an interruption loses one epoch at the most.
    `folder/title.jsonl` gets a line per epoch: training loss, validation loss, learning rate.

    Args:
        work: where and how.
        title: of the stage; names its files.
        network: trained in place and left in eval mode.
        loss: maps (network, batch) to a scalar.
        train: samples to learn from.
        val: samples to report on.
        schedule: of the optimiser.

    Raises:
        BadInput: the state in the folder belongs to another network.
    """
    fabric, path = work.fabric, work.folder / f"{title}.safetensors"
    # The layout in which CPUs convolve few features fastest.
    bare = network.to(memory_format=torch.channels_last)
    network, optimiser = fabric.setup(
        network, torch.optim.Adam(network.parameters(), lr=schedule.rate)
    )
    done = _restore(path, bare, optimiser) if path.exists() else 0
    loader, val_loader = _load(work, train, schedule.batch, work.seed), _load(work, val, 64, None)
    total = schedule.epochs * len(loader)
    bar = work.progress.add_task(title, total=total, completed=done * len(loader))
    for epoch in range(done, schedule.epochs):
        loader.batch_sampler.epoch = epoch  # type: ignore[union-attr]
        # What a network draws itself (dropout) follows from the epoch too: resuming repeats it.
        torch.manual_seed(work.seed + epoch)
        network.train()
        losses = []
        for step, batch in enumerate(_read(loader), epoch * len(loader)):
            rate = schedule.rate * schedule.decay ** (step / total)
            losses.append(_step(fabric, network, optimiser, loss, _to(fabric, batch), rate))
            work.progress.advance(bar)
        report = {"epoch": epoch + 1, "train": _mean(fabric, losses), "rate": rate}
        report["val"] = evaluate(fabric, network, loss, val_loader)
        work.progress.update(bar, description=f"{title} (val {report['val']:.4g})")
        if fabric.is_global_zero:
            _save(path, bare, optimiser, epoch + 1)
            _log(path.with_suffix(".jsonl"), report)
    bare.eval()


@torch.inference_mode()
def evaluate(fabric: Fabric, network: nn.Module, loss: Loss, loader: DataLoader[Any]) -> float:
    """Average the loss over the batches of a loader, in eval mode."""
    network.eval()
    return _mean(fabric, [loss(network, _to(fabric, batch)).detach() for batch in _read(loader)])


def _load(work: Workshop, data: Data, batch: int, seed: int | None) -> DataLoader[Any]:
    rank, world = work.fabric.global_rank, work.fabric.world_size
    batches = EpochBatches(data.indices, batch, seed=seed, rank=rank, world=world)
    workers = work.workers
    return DataLoader(
        data.dataset, batch_sampler=batches, num_workers=workers, persistent_workers=workers > 0
    )


def _read(loader: DataLoader[Any]) -> Iterator[Any]:
    """Iterate; a worker's bad input arrives as its sentence, without the worker's traceback."""
    try:
        yield from loader
    except BadInput as error:
        raise BadInput(str(error).rpartition("BadInput: ")[-1].strip()) from error


def _step(
    fabric: Fabric, network: nn.Module, optimiser: Any, loss: Loss, batch: Any, rate: float
) -> Tensor:
    for group in optimiser.param_groups:
        group["lr"] = rate
    optimiser.zero_grad()
    value = loss(network, batch)
    fabric.backward(value)
    optimiser.step()
    return value.detach()


def _to(fabric: Fabric, batch: Any) -> Any:
    return type(batch)(*(tensor.to(fabric.device) for tensor in batch))


def _mean(fabric: Fabric, losses: list[Tensor]) -> float:
    mean = fabric.all_reduce(torch.stack(losses).mean(), reduce_op="mean")
    return float(mean)  # type: ignore[arg-type]


def _save(path: Path, network: nn.Module, optimiser: Any, epoch: int) -> None:
    """Write weights, Adam's moments and the epoch as one safetensors file."""
    state = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
    for index, moments in optimiser.state_dict()["state"].items():
        state |= {f"adam.{index}.{name}": tensor for name, tensor in moments.items()}
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    write_atomically(path, save(tensors, {"epoch": str(epoch)}))


def _restore(path: Path, network: nn.Module, optimiser: Any) -> int:
    """Read what `_save` wrote; return the epochs done."""
    from safetensors import SafetensorError, safe_open

    try:
        tensors = load_file(path)
        with safe_open(path, "pt") as file:
            epoch = int(file.metadata()["epoch"])
        weights = {k[8:]: v for k, v in tensors.items() if k.startswith("network.")}
        network.load_state_dict(weights)
    except (SafetensorError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"Cannot resume from {path}: it is damaged or holds another network; "
            f"delete it or choose another output folder."
        ) from error
    moments: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        if key.startswith("adam."):
            _, index, name = key.split(".")
            moments.setdefault(int(index), {})[name] = tensor
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": moments, "param_groups": groups})
    return epoch


def _log(path: Path, report: dict[str, float]) -> None:
    with open(path, "a") as file:
        file.write(json.dumps(report) + "\n")
