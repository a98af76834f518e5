"""What all converters share: their error, their noise, and the program they start from."""

import contextlib
import math
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from edgeward.errors import EdgewardError


class ExportError(EdgewardError):
    """A model that a format cannot express, or a file that differs from its model."""


@contextlib.contextmanager
def noise_to(log: Path) -> Iterator[None]:
    """Append everything that is printed meanwhile to a file, by native code too.

    Args:
        log: made if it is not there.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    try:
        with log.open("a", encoding="utf-8") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            with contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
                yield
    finally:
        for number, copy in zip((1, 2), saved, strict=True):
            os.dup2(copy, number)
            os.close(copy)


def reason_of(error: BaseException) -> str:
    r"""Return the sentence at the root of an exception: exporters wrap what the model raised.

    Example:
        >>> reason_of(ValueError("no such layer\nat line 3"))
        'no such layer'
    """
    lines = str(error.__cause__ or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def aten_program(module: nn.Module, example: torch.Tensor) -> torch.export.ExportedProgram:
    """Trace a module to ATen operators, written out the way that coremltools reads them.

    It takes arguments that equal their default, which torch leaves out, for missing; it drops
    gelu's only keyword, so that a gelu by tanh would become the exact one without a word; and it
    does not know aliases.
    """
    written_out = {torch.ops.aten.gelu.default: _gelu_by_tanh}
    program: torch.export.ExportedProgram
    program = torch.export.export(module, (example,)).run_decompositions(written_out)
    for node in list(program.graph.nodes):
        if node.target is torch.ops.aten.alias.default:
            node.replace_all_uses_with(node.args[0])
            program.graph.erase_node(node)
        elif node.op == "call_function" and isinstance(node.target, torch._ops.OpOverload):
            node.args = (*node.args, *_defaults(node))
    return program


def _gelu_by_tanh(x: torch.Tensor, *, approximate: str = "none") -> Any:
    """Write out gelu if it is the one by tanh; torch keeps what is not implemented."""
    if approximate != "tanh":
        return NotImplemented
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def _defaults(node: torch.fx.Node) -> list[Any]:
    """List the positional arguments that a call leaves to their defaults."""
    assert isinstance(node.target, torch._ops.OpOverload)
    values = []
    for argument in node.target._schema.arguments[len(node.args) :]:
        if argument.kwarg_only or argument.name in node.kwargs:
            break
        values.append(argument.default_value)
    return values
