"""Graph -> TFLite, by litert-torch."""

from collections.abc import Sequence
from pathlib import Path

from edgeward.export.converter import ExportError, reason_of
from edgeward.export.graph import Graph, Layout, Pixels, gather_embedding
from edgeward.export.precision.tflite import halve, quantise
from edgeward.manifest import Manifest, Precision, to_json

LAYOUT = Layout(gather_embedding, planes=False, scores="HWC")


def write_tflite(
    graph: Graph,
    path: Path,
    facts: Manifest,
    precision: Precision = "fp32",
    inputs: Sequence[Pixels] = (),
) -> None:
    """Convert a graph to a file with one signature, whose names are the graph's.

    Args:
        graph: with this module's `LAYOUT`.
        path: of the file.
        facts: kept inside the file under "edgeward.manifest".
        precision: of the weights, and of the segmenter's activations in int8.
        inputs: real ones, to calibrate int8 with.

    Raises:
        ExportError: the segmenter uses something that TFLite cannot express.
    """
    import litert_torch

    try:
        model = litert_torch.convert(graph, sample_kwargs={graph.takes: graph.example()})
        model.export(str(path))
    except Exception as error:  # the converter passes on whatever its lowerings raise
        raise ExportError(
            f"Expected a model that TFLite can express, but litert-torch says: {reason_of(error)}"
        ) from error
    if precision == "fp16":
        halve(path)
    if precision == "int8":
        quantise(path, graph.takes, inputs)
    _add_metadata(path, "edgeward.manifest", to_json(facts).encode())


def _add_metadata(path: Path, name: str, content: bytes) -> None:
    """Add an entry to the metadata of a flatbuffer, which readers that do not know it skip."""
    from ai_edge_litert import schema_py_generated as schema
    from ai_edge_litert.tools import flatbuffer_utils

    model = flatbuffer_utils.read_model(path)
    buffer, entry = schema.BufferT(), schema.MetadataT()
    buffer.data, entry.name, entry.buffer = content, name, len(model.buffers)
    model.buffers.append(buffer)
    model.metadata.append(entry)
    flatbuffer_utils.write_model(model, path)
