"""The formats that a bundle may hold, and what differs between them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from edgeward.export import onnx_model, to_coreml, to_executorch, to_onnx, to_tflite
from edgeward.export.graph import Graph, Layout, Pixels
from edgeward.manifest import Format, Manifest, Precision


class Writer(NamedTuple):
    """How files of a format are made.

    Attributes:
        suffix: of their names.
        takes: see `edgeward.manifest.Artifact`.
        layout: of their pictures and scores.
        write: converts a graph to a file that holds the facts, in a precision, with real inputs
            to calibrate int8 with.
        any_size: a baked file may take pictures of any size.
        baked: files that sample by themselves can be verified.
        packages: whose versions matter.
        modules: to import before anything is written, and the extra that brings them.
        extra: of edgeward.
    """

    suffix: str
    takes: Literal["bytes", "image"]
    layout: Layout
    write: Callable[[Graph, Path, Manifest, Precision, Sequence[Pixels]], None]
    any_size: bool
    baked: bool
    packages: tuple[str, ...]
    modules: tuple[str, ...]
    extra: str


WRITERS: dict[Format, Writer] = {
    "onnx": Writer(
        suffix=".onnx",
        takes="bytes",
        layout=onnx_model.LAYOUT,
        write=to_onnx.write_onnx,
        any_size=True,
        baked=True,
        packages=("onnx", "onnxscript", "onnxruntime", "onnxsim"),
        modules=("onnx", "onnxscript", "onnxruntime", "onnxsim"),
        extra="export",
    ),
    "tflite": Writer(
        suffix=".tflite",
        takes="bytes",
        layout=to_tflite.LAYOUT,
        write=to_tflite.write_tflite,
        any_size=False,
        baked=True,
        packages=("litert-torch", "ai-edge-litert", "ai-edge-quantizer"),
        modules=("litert_torch", "ai_edge_litert.interpreter"),
        extra="tflite",
    ),
    "coreml": Writer(
        suffix=".mlpackage",
        takes="image",
        layout=to_coreml.LAYOUT,
        write=to_coreml.write_coreml,
        any_size=False,
        baked=True,
        packages=("coremltools",),
        modules=("coremltools",),
        extra="coreml",
    ),
    "executorch": Writer(
        suffix=".pte",
        takes="bytes",
        layout=to_executorch.LAYOUT,
        write=to_executorch.write_executorch,
        any_size=False,
        baked=False,  # what it gathers cannot be seen from outside
        packages=("executorch",),
        modules=("executorch.exir", "executorch.runtime"),
        extra="executorch",
    ),
}
