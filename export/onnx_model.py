"""Graph -> ONNX model, with the index arithmetic of the sampling contract kept in int32."""

from typing import Any

import numpy as np
import onnx
import torch

from edgeward._core import MAX_SIDE
from edgeward.export.converter import ExportError, reason_of
from edgeward.export.graph import BakedGraph, Graph, Layout, gather_rows

LAYOUT = Layout(gather_rows, planes=False, scores="HWC")

# The first opset whose Resize is what torch's interpolate exports to without a detour. ONNX Runtime
# reads it since 1.14; NNAPI, the CoreML EP and XNNPACK take their operators of it.
OPSET = 18


def to_model(graph: Graph) -> onnx.ModelProto:
    """Convert a graph to a model without metadata.

    Args:
        graph: with this module's `LAYOUT`; a baked one without `image_size` takes any picture.

    Raises:
        ExportError: the segmenter uses something that ONNX cannot express.
    """
    model = _convert(graph)
    _keep_indices_int32(model.graph)
    model = simplify(model)
    forget_origin(model)
    return model


def _convert(graph: Graph) -> onnx.ModelProto:
    any_size = isinstance(graph, BakedGraph) and graph.image_size is None
    try:
        program = torch.onnx.export(
            graph,
            (graph.example(),),
            dynamo=True,
            opset_version=OPSET,
            input_names=[graph.takes],
            output_names=list(graph.gives),
            dynamic_shapes={graph.takes: _any_size()} if any_size else None,
            verbose=False,
        )
    except Exception as error:  # the exporter wraps whatever the model raised
        raise ExportError(
            f"Expected a model that ONNX can express, but the exporter says: {reason_of(error)}"
        ) from error
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    return model


def simplify(model: onnx.ModelProto) -> onnx.ModelProto:
    """Fold what onnxsim finds constant."""
    import onnxsim

    simple: onnx.ModelProto
    simple, same = onnxsim.simplify(model)
    if not same:
        raise ExportError("Expected onnxsim to keep what the model computes, but it did not.")
    return simple


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


def forget_origin(model: onnx.ModelProto) -> None:
    """Drop source lines, module names and the like: they name this machine and double the file."""
    graph = model.graph
    del graph.value_info[:]
    for part in (*graph.node, *graph.input, *graph.output, *graph.initializer, graph):
        del part.metadata_props[:]
        part.doc_string = ""
