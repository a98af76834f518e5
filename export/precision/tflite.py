"""TFLite in float16 and int8, by ai-edge-quantizer."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Operators are found by the names of their modules: this is the attribute that holds the segmenter.
_SEGMENTER = ".*_segmenter.*"


def halve(path: Path) -> None:
    """Store the weights of a file as float16; engines compute in float16 where it is faster."""
    from ai_edge_quantizer import qtyping, quantizer
    from ai_edge_quantizer.recipe import AlgorithmName

    quantize = quantizer.Quantizer(str(path))
    for operation in (qtyping.TFLOperationName.CONV_2D,):
        quantize.update_quantization_recipe(
            regex=".*",
            operation_name=operation,
            op_config=qtyping.OpQuantizationConfig(
                weight_tensor_config=qtyping.TensorQuantizationConfig(
                    num_bits=16, dtype=qtyping.TensorDataType.FLOAT
                ),
                compute_precision=qtyping.ComputePrecision.FLOAT,
            ),
            algorithm_key=AlgorithmName.FLOAT_CASTING,
        )
    path.write_bytes(quantize.quantize().quantized_model)


def quantise(path: Path, takes: str, inputs: Iterable[NDArray[np.uint8]]) -> None:
    """Quantise the segmenter of a file statically: int8 weights per channel, int8 activations.

    Args:
        path: of a float32 file.
        takes: name of its input.
        inputs: real ones, which show the ranges of the activations.
    """
    from ai_edge_quantizer import qtyping, quantizer

    quantize = quantizer.Quantizer(str(path))
    quantize.add_static_config(
        regex=_SEGMENTER,
        operation_name=qtyping.TFLOperationName.ALL_SUPPORTED,
        activation_num_bits=8,
        weight_num_bits=8,
    )
    found = quantize.calibrate({"serving_default": [{takes: pixels} for pixels in inputs]})
    path.write_bytes(quantize.quantize(found).quantized_model)
