"""Graph -> Core ML: an ML Program in a .mlpackage."""

import copy
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from edgeward.export.converter import ExportError, aten_program, reason_of
from edgeward.export.graph import BakedGraph, Graph, Layout, Pixels, gather_planes
from edgeward.export.precision.coreml import halving, quantise
from edgeward.manifest import Manifest, Precision, to_json

# Core ML has no uint8 tensors: pictures are images, which it hands on as float planes.
LAYOUT = Layout(gather_planes, planes=True, scores="CHW")


def write_coreml(
    graph: Graph,
    path: Path,
    facts: Manifest,
    precision: Precision = "fp32",
    inputs: Sequence[Pixels] = (),
) -> None:
    """Convert a graph to a package for iOS 17 and macOS 14.

    Args:
        graph: with this module's `LAYOUT`.
        path: of the package, a folder; it must not exist.
        facts: kept inside the package; its classes are what Xcode's preview shows.
        precision: of the weights, and of the activations but for the coordinates; the sampler of
            a baked int8 file is float16.
        inputs: real ones, to calibrate int8 with.

    Raises:
        ExportError: the segmenter uses something that Core ML cannot express.
    """
    import coremltools as ct

    example = graph.example()
    passes = ct.PassPipeline.DEFAULT
    # It stores indices as int16, which wrap in a table of more than 32767 pixels.
    passes.remove_passes({"common::add_int16_cast"})
    try:
        program: Any = (
            _quantised_program(graph, inputs)
            if precision == "int8"
            else aten_program(graph, example)
        )
        model = ct.convert(
            program,
            inputs=[
                ct.ImageType(
                    name=graph.takes,
                    shape=tuple(example.shape),
                    color_layout=ct.colorlayout.RGB,
                )
            ],
            outputs=[_output(name) for name in graph.gives],
            minimum_deployment_target=ct.target.iOS17,
            compute_precision=ct.precision.FLOAT32 if precision == "fp32" else halving(),
            pass_pipeline=passes,
            skip_model_load=True,
        )
    except ExportError:
        raise
    except Exception as error:  # the converter passes on whatever its operators raise
        raise ExportError(
            f"Expected a model that Core ML can express, but coremltools says: {reason_of(error)}"
        ) from error
    _describe(model, facts)
    model.save(str(path))
    _settle_names(path)


def _quantised_program(graph: Graph, inputs: Sequence[Pixels]) -> Any:
    """Trace a graph with a quantised segmenter, which torch.export cannot."""
    gather = graph.model.pixels if isinstance(graph, BakedGraph) else lambda pixels: pixels
    quantised = copy.deepcopy(graph)
    quantised.model = quantise(graph.model, (gather(some) for some in inputs))
    traced: Any = torch.jit.trace(_Outputs(quantised).eval(), (graph.example(),))  # type: ignore[no-untyped-call]
    return traced


class _Outputs(nn.Module):
    """A graph whose outputs have an order instead of names."""

    def __init__(self, graph: Graph):
        super().__init__()
        self.inner = graph

    def forward(self, picture: Tensor) -> tuple[Tensor, ...]:
        found = self.inner(picture)
        return tuple(found[name] for name in self.inner.gives)


def _output(name: str) -> Any:
    """Describe an output: float32 whatever the precision inside, or the int32 points."""
    import coremltools as ct

    return ct.TensorType(name=name, dtype=np.int32 if name == "points" else np.float32)


def _describe(model: Any, facts: Manifest) -> None:
    """Write the metadata that Xcode and apps read."""
    model.license = facts.licence
    model.short_description = f"edgeward {facts.name}"
    colours = ["#{:02x}{:02x}{:02x}".format(*c.colour) for c in facts.classes]
    preview = {"labels": [c.name for c in facts.classes], "colors": colours}
    model.user_defined_metadata.update(
        {
            "com.apple.coreml.model.preview.type": "imageSegmenter",
            "com.apple.coreml.model.preview.parameters": json.dumps(preview),
            "edgeward.manifest": to_json(facts),
        }
    )


def _settle_names(package: Path) -> None:
    """Replace the random identifiers of a package by ones that depend on its content alone.

    Written as coremltools writes it, which does so again whenever it opens a package.
    """
    (package / "executorch_debug_handle_mapping.json").unlink(missing_ok=True)
    file = package / "Manifest.json"
    text = file.read_text()
    for old, entry in json.loads(text)["itemInfoEntries"].items():
        text = text.replace(old, str(uuid.uuid5(uuid.NAMESPACE_URL, entry["path"])).upper())
    file.write_text(json.dumps(json.loads(text), indent=4, sort_keys=True) + "\n")
