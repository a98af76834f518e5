"""Baked graph -> ONNX, with the index arithmetic of the sampling contract kept in int32."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
import torch

from edgeward._core import MAX_SIDE
from edgeward.errors import EdgewardError
from edgeward.export.graph import BakedGraph, Outputs

# The first opset whose Resize is what torch's interpolate exports to without a detour.
OPSET = 18

# Key of the file's metadata that holds the manifest as JSON.
METADATA_KEY = "edgeward.manifest"


class ExportError(EdgewardError):
    """A model that a format cannot express, or a file that differs from its model."""


def to_onnx(
    graph: BakedGraph, *, image_size: tuple[int, int] | None, metadata: str
) -> onnx.ModelProto:
    """Convert a graph.

    Args:
        graph: in eval mode, on the CPU.
        image_size: (H, W) of the only picture it will take, or None for any.
        metadata: kept in the file under `METADATA_KEY`.

    Returns:
        A model whose bytes depend on the arguments and the tools' versions alone.

    Raises:
        ExportError: the segmenter uses something that ONNX cannot express.
    """
    # Two odd, different sides, so that no size is mistaken for another or for a constant.
    picture = torch.zeros(*(image_size or (97, 131)), 3, dtype=torch.uint8)
    with _quiet():
        try:
            program = torch.onnx.export(
                graph,
                (picture,),
                dynamo=True,
                opset_version=OPSET,
                input_names=["picture"],
                output_names=list(Outputs._fields),
                dynamic_shapes=None if image_size else {"picture": _any_size()},
                verbose=False,
            )
        except Exception as error:  # the exporter wraps whatever the model raised
            reason = str(error.__cause__ or error).strip().splitlines()[0]
            raise ExportError(
                f"Expected a model that ONNX can express, but the exporter says: {reason}"
            ) from error
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    _keep_indices_int32(model.graph)
    _forget_origin(model)
    onnx.helper.set_model_props(model, {METADATA_KEY: metadata})
    onnx.checker.check_model(model)
    return model


def _any_size() -> dict[int, Any]:
    return {
        0: torch.export.Dim("height", max=MAX_SIDE),
        1: torch.export.Dim("width", max=MAX_SIDE),
    }


def picture_gathers(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Find the nodes that read pixels: each Gather from a reshaped `picture`, in order."""
    tables = {n.output[0] for n in graph.node if n.op_type == "Reshape" and n.input[0] == "picture"}
    return [n for n in graph.node if n.op_type == "Gather" and n.input[0] in tables]


def _keep_indices_int32(graph: onnx.GraphProto) -> None:
    """Undo the exporter's widening of the int32 pixel indices, which Gather takes as they are."""
    producers = {output: node for node in graph.node for output in node.output}
    constants = {constant.name: constant for constant in graph.initializer}
    for gather in picture_gathers(graph):
        index = gather.input[1]
        if index in constants:  # the thumbnail's, where the picture's size is fixed
            narrow = onnx.numpy_helper.to_array(constants[index]).astype(np.int32)
            constants[index].CopyFrom(onnx.numpy_helper.from_array(narrow, index))
        elif producers[index].op_type == "Cast":
            gather.input[1] = producers[index].input[0]
            graph.node.remove(producers[index])


def _forget_origin(model: onnx.ModelProto) -> None:
    """Drop source lines, module names and the like: they name this machine and double the file."""
    graph = model.graph
    del graph.value_info[:]
    for part in (*graph.node, *graph.input, *graph.output, *graph.initializer, graph):
        del part.metadata_props[:]
        part.doc_string = ""


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hold back the converter's progress and warnings; a failure raises anyway."""
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
