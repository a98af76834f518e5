"""Graph -> ONNX file."""

import copy
from collections.abc import Sequence
from pathlib import Path

import onnx

from edgeward.export.converter import ExportError
from edgeward.export.graph import Graph, Pixels
from edgeward.export.onnx_model import forget_origin, to_model
from edgeward.export.precision.onnx import halve, quantise
from edgeward.export.wrap_onnx import FileSegmenter
from edgeward.manifest import Manifest, Precision, to_json


def write_onnx(
    graph: Graph,
    path: Path,
    facts: Manifest,
    precision: Precision = "fp32",
    inputs: Sequence[Pixels] = (),
) -> None:
    """Convert a graph to a file whose bytes depend on the arguments and the tools' versions alone.

    Args:
        graph: with the `LAYOUT` of `onnx_model`; a baked one without `image_size` takes any
            picture.
        path: of the file.
        facts: kept inside the file: whole under "edgeward.manifest", and the names alone under
            "names", as Ultralytics' exports have them.
        precision: of the weights, and of the activations but for the coordinates.
        inputs: real ones, to calibrate int8 with.

    Raises:
        ExportError: the segmenter uses something that ONNX cannot express.
    """
    model = _model_of(graph, precision)
    if precision == "int8":
        model = quantise(model, inputs)
        forget_origin(model)
    names = {number: c.name for number, c in enumerate(facts.classes)}
    onnx.helper.set_model_props(model, {"edgeward.manifest": to_json(facts), "names": str(names)})
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _model_of(graph: Graph, precision: Precision) -> onnx.ModelProto:
    if isinstance(graph.model, FileSegmenter) and graph.form != "sampler":
        if precision == "fp16":
            raise ExportError(
                "Expected fp32 or int8 for a segmenter that is an ONNX file, but got fp16; "
                "convert the file itself first."
            )
        return graph.model.wrap(graph)
    if precision == "fp16":
        graph = copy.deepcopy(graph)
        graph.model = halve(graph.model)
    return to_model(graph)
