"""ONNX in float16, by torch, and in int8, by ONNX Runtime."""

import copy
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from torch import Tensor, nn

from edgeward.export.coordinates import COORDINATES
from edgeward.models import AdaptiveSegmenter


def halve(model: AdaptiveSegmenter) -> AdaptiveSegmenter:
    """Copy a model with both networks in float16, and everything around them in float32.

    In torch, since ONNX Runtime's own converter passes float16 from one operator to the next even
    where both are told to stay float32: coordinates would not survive.
    """
    halved = copy.deepcopy(model)
    halved.segmenter = _Half(halved.segmenter)
    if halved.sampler is not None:
        for network in (halved.sampler.first, halved.sampler.second, halved.sampler.head):
            network.half()
    return halved


class _Half(nn.Module):
    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network.half()

    def forward(self, pixels: Tensor) -> Tensor:
        scores: Tensor = self.network(pixels.half())
        return scores.float()


def quantise(model: onnx.ModelProto, inputs: Iterable[NDArray[np.uint8]]) -> onnx.ModelProto:
    """Quantise the segmenter statically: int8 weights per channel, int8 activations, QDQ nodes.

    Args:
        model: float32.
        inputs: real ones, which show the ranges of the activations.
    """
    from onnxruntime import quantization as q
    from onnxruntime.quantization.shape_inference import quant_pre_process

    _name_nodes(model.graph)
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "float.onnx"), Path(folder, "int8.onnx")
        onnx.save(model, before)
        quant_pre_process(before, before, skip_symbolic_shape=True, skip_optimization=True)
        prepared = onnx.load(before)
        q.quantize_static(
            before,
            after,
            _Reader(model.graph.input[0].name, inputs),
            quant_format=q.QuantFormat.QDQ,
            per_channel=True,
            activation_type=q.QuantType.QInt8,
            weight_type=q.QuantType.QInt8,
            nodes_to_exclude=[node.name for node in _above(prepared.graph, COORDINATES)],
        )
        return onnx.load(after)


class _Reader:
    """Hands out inputs one by one, as ONNX Runtime's calibration wants them."""

    def __init__(self, takes: str, inputs: Iterable[NDArray[np.uint8]]):
        self.feeds: Iterator[dict[str, Any]] = ({takes: pixels} for pixels in inputs)

    def get_next(self) -> dict[str, Any] | None:
        return next(self.feeds, None)


def _name_nodes(graph: onnx.GraphProto) -> None:
    """Give every node a name of its own, which the tools' lists go by."""
    for number, node in enumerate(graph.node):
        node.name = f"{node.op_type}_{number}"


def _above(graph: onnx.GraphProto, outputs: Iterable[str]) -> list[onnx.NodeProto]:
    """Find the nodes that outputs are made of."""
    makers = {name: node for node in graph.node for name in node.output}
    found: dict[str, onnx.NodeProto] = {}
    names = list(outputs)
    while names:
        node = makers.get(names.pop())
        if node is not None and node.name not in found:
            found[node.name] = node
            names += node.input
    return list(found.values())
