"""Compressed weights and quantised values.

Definitions: iOS16/constexpr_ops.py, iOS17/quantization_ops.py and iOS18/compression.py of
`coremltools.converters.mil.mil.ops.defs`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from edgeward.export.mil.stored import Array, unpack_bits


def _along(values: Array | None, ndim: int, axis: Array | int | None) -> Any:
    """Shape a scalar or a vector so that it broadcasts along an axis."""
    if values is None or values.ndim == 0 or axis is None:
        return np.float32(0 if values is None else values)
    shape = [1] * ndim
    shape[int(axis)] = -1
    return values.astype(np.float32).reshape(shape)


def _dequantize(
    input: Array, scale: Array, zero_point: Array | None = None, axis: Array | None = None
) -> Any:
    """Scale * (input - zero_point)."""
    offset = _along(zero_point, input.ndim, axis)
    return _along(scale, input.ndim, axis) * (input.astype(np.float32) - offset)


def _quantize(
    input: Array,
    scale: Array,
    output_dtype: Array,
    zero_point: Array | None = None,
    axis: Array | None = None,
) -> Any:
    """Compute clip(round(input / scale) + zero_point)."""
    bounds = np.iinfo(str(output_dtype))
    quotient = np.rint(input / _along(scale, input.ndim, axis))
    return np.clip(quotient + _along(zero_point, input.ndim, axis), bounds.min, bounds.max)


def _affine_dequantize(quantized_data: Array, zero_point: Array, scale: Array, axis: Array) -> Any:
    return _dequantize(quantized_data, scale, zero_point, axis)


def _blockwise(values: Array, shape: tuple[int, ...]) -> Array:
    """Repeat each entry over its block."""
    for axis, side in enumerate(shape):
        values = values.repeat(side // values.shape[axis], axis)
    return values


def _blockwise_shift_scale(data: Array, scale: Array, offset: Array | None = None) -> Any:
    """Scale * (data - offset), each of which holds for a block."""
    shift = 0 if offset is None else _blockwise(offset.astype(np.float32), data.shape)
    return _blockwise(scale, data.shape) * (data.astype(np.float32) - shift)


def _lut_to_dense(
    indices: Array, lut: Array, shape: Array | None = None, vector_axis: Array | None = None
) -> Array:
    """Look indices up: packed bits of `shape` (iOS16), or a table per block (iOS18)."""
    if shape is not None:
        count = int(np.prod(shape))
        bits = int(lut.size - 1).bit_length()
        return lut[unpack_bits(indices, bits, count)].reshape(shape)
    if vector_axis is not None and lut.shape[-1] > 1:
        raise ValueError("a table of vectors is not supported")
    entries = _blockwise(lut[..., 0], indices.shape)
    return np.take_along_axis(entries, indices[..., None].astype(np.int64), -1)[..., 0]


def _sparse_to_dense(nonzero_data: Array, mask: Array, shape: Array | None = None) -> Array:
    """Put values where a mask is set: packed bits of `shape` (iOS16), one per entry (iOS18)."""
    if shape is not None:
        mask = unpack_bits(mask, 1, int(np.prod(shape))).reshape(shape)
    dense = np.zeros(mask.shape, nonzero_data.dtype)
    dense[mask != 0] = nonzero_data
    return dense


WEIGHTS: Mapping[str, Callable[..., Any]] = {
    "constexpr_affine_dequantize": _affine_dequantize,
    "constexpr_blockwise_shift_scale": _blockwise_shift_scale,
    "constexpr_cast": lambda source_val, output_dtype: source_val,
    "constexpr_lut_to_dense": _lut_to_dense,
    "constexpr_sparse_to_dense": _sparse_to_dense,
    "dequantize": _dequantize,
    "quantize": _quantize,
}
