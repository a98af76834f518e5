"""Graph -> ExecuTorch, for its XNNPACK backend."""

from collections.abc import Sequence
from pathlib import Path

import torch

from edgeward.export.converter import ExportError, reason_of
from edgeward.export.graph import Graph, Layout, Pixels, gather_rows
from edgeward.manifest import Manifest, Precision

LAYOUT = Layout(gather_rows, planes=False, scores="CHW")


def write_executorch(
    graph: Graph,
    path: Path,
    facts: Manifest,
    precision: Precision = "fp32",
    inputs: Sequence[Pixels] = (),
) -> None:
    """Convert a graph to a program with one method, `forward`, whose outputs have no names.

    Args:
        graph: with this module's `LAYOUT`.
        path: of the file.
        facts: ignored: the file has no room for metadata.
        precision: fp32.
        inputs: ignored.

    Raises:
        ExportError: another precision, or the segmenter uses something that ExecuTorch lacks.
    """
    del facts, inputs
    if precision != "fp32":
        raise ExportError(f"Expected fp32 for executorch, but got {precision}; leave it out.")
    from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
    from executorch.exir import to_edge_transform_and_lower

    try:
        program = torch.export.export(graph, (graph.example(),))
        lowered = to_edge_transform_and_lower(program, partitioner=[XnnpackPartitioner()])
        path.write_bytes(lowered.to_executorch().buffer)
    except Exception as error:  # the converter passes on whatever its passes raise
        raise ExportError(
            f"Expected a model that ExecuTorch can express, but it says: {reason_of(error)}"
        ) from error
