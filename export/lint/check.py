"""The lint itself: a file, what was promised of it, and the findings."""

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path

from edgeward.errors import BadInput, require
from edgeward.export.lint.graph import Graph
from edgeward.export.lint.read_onnx import read_onnx
from edgeward.export.lint.rules import RULES, Finding
from edgeward.export.lint.trace import Form, Precision, Trace


def lint(
    path: str | PathLike[str],
    form: Form = "baked",
    precision: Precision = "fp32",
    image_size: tuple[int, int] | None = None,
) -> tuple[Finding, ...]:
    """Look for what would make an exported file wrong or slow without an error anywhere.

    The sampling contract (see edgeward.h) and the traps of the converters and runtimes,
    checked on the stored graph; nothing is run. Whether the numbers are right is for the parity
    tests to say.

    Args:
        path: an .onnx or .tflite file or an .mlpackage.
        form: which part of the network it holds.
        precision: of its weights.
        image_size: (H, W) of the only picture that a baked file takes, or None.

    Raises:
        BadInput: the suffix is none of these.
        MissingExtra: the format's package is not installed.

    Example:
        >>> import tempfile
        >>> import torch
        >>> from edgeward.models.sampling import points, sample, uniform_grid
        >>> class Sampled(torch.nn.Module):
        ...     def forward(self, picture):
        ...         where = points(uniform_grid(4, 4), picture.shape[:2]).long()  # the trap
        ...         return sample(picture, where), where, uniform_grid(4, 4)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = f"{folder}/sampled.onnx"
        ...     program = torch.onnx.export(
        ...         Sampled(),
        ...         (torch.zeros(6, 8, 3, dtype=torch.uint8),),
        ...         input_names=["picture"],
        ...         output_names=["scores", "points", "grid"],
        ...         verbose=False,
        ...     )
        ...     program.save(file)
        ...     [finding.rule for finding in lint(file, image_size=(6, 8))]
        ['index-type', 'points']
    """
    trace = Trace(read(path), form, precision, image_size)
    return tuple(finding for rule in RULES for finding in rule(trace))


def read(path: str | PathLike[str]) -> Graph:
    """Read an exported file of any format.

    Raises:
        BadInput: the suffix is of none.
        MissingExtra: the format's package is not installed.

    Example:
        >>> read("model.pt")
        Traceback (most recent call last):
            ...
        edgeward.errors.BadInput: Expected an .onnx, .tflite or .mlpackage file, but got model.pt.
    """
    reader = _READERS.get(Path(path).suffix)
    if reader is None:
        raise BadInput(f"Expected an .onnx, .tflite or .mlpackage file, but got {path}.")
    return reader(Path(path))


def _read_tflite(path: Path) -> Graph:
    graph: Graph = require(f"{__package__}.read_tflite", extra="tflite").read_tflite(path)
    return graph


def _read_coreml(path: Path) -> Graph:
    graph: Graph = require(f"{__package__}.read_coreml", extra="coreml").read_coreml(path)
    return graph


_READERS: Mapping[str, Callable[[Path], Graph]] = {
    ".onnx": read_onnx,
    ".tflite": _read_tflite,
    ".mlpackage": _read_coreml,
}
