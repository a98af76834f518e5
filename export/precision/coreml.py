"""Core ML in float16 and int8, by coremltools."""

import copy
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from edgeward.export.converter import ExportError, reason_of
from edgeward.export.coordinates import COORDINATES
from edgeward.models import AdaptiveSegmenter


def halving() -> Any:
    """Return the compute precision that keeps the coordinates float32."""
    import coremltools as ct

    return ct.transform.FP16ComputePrecision(op_selector=lambda op: not _is_coordinate(op))


def quantise(model: AdaptiveSegmenter, inputs: Iterable[NDArray[np.uint8]]) -> AdaptiveSegmenter:
    """Copy a model with its segmenter quantised statically: int8 weights per channel, activations.

    In torch: to find the ranges of a converted model's activations, coremltools would have to run
    it, which takes macOS.

    Args:
        model: float32.
        inputs: pixels to segment, uint8 (h, w, 3), which show the ranges of the activations.

    Raises:
        ExportError: the segmenter's forward decides by values, which coremltools cannot trace.
    """
    from coremltools.optimize.torch.quantization import LinearQuantizer, LinearQuantizerConfig

    # Observers on, quantisation on, and neither ever off.
    steps = {"quantization_scheme": "symmetric", "milestones": [0, 0, 2**31, 2**31]}
    config = LinearQuantizerConfig.from_dict({"global_config": steps})
    quantised, samples = copy.deepcopy(model).requires_grad_(False), list(inputs)
    pixels = [model.normalise(torch.from_numpy(sample)[None]) for sample in samples]
    try:
        quantiser = LinearQuantizer(quantised.segmenter, config)
        observed = quantiser.prepare(example_inputs=(pixels[0],), inplace=False)
    except Exception as error:  # torch.fx raises whatever the segmenter's forward does
        raise ExportError(
            "Expected a segmenter that torch.fx can trace for int8 Core ML, but it says: "
            f"{reason_of(error)}"
        ) from error
    quantiser.step()
    observed.eval()
    for some in pixels:
        observed(some)
    quantised.segmenter = quantiser.finalize(inplace=False).eval().requires_grad_(False)
    return quantised


def _is_coordinate(op: Any) -> bool:
    """Tell whether an operation lies between the sampler's last layer and an output of coordinates.

    That layer, which gives the offsets, counts too.
    """
    values = [value for value in op.enclosing_block.outputs if value.name in COORDINATES]
    seen = set()
    while values:
        maker = values.pop().op
        if maker is op:
            return True
        if maker is not None and maker not in seen and maker.op_type != "conv":
            seen.add(maker)
            values += [value for value in _inputs(maker) if value is not None]
    return False


def _inputs(op: Any) -> list[Any]:
    flat: list[Any] = []
    for value in op.inputs.values():
        flat += value if isinstance(value, (list, tuple)) else [value]
    return flat
