"""Convolution, pooling, normalisation and resizing.

Definitions: conv.py, pool.py, normalization.py and image_resizing.py of iOS15 and iOS17 in
`coremltools.converters.mil.mil.ops.defs`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from edgeward.export.mil.stored import Array

_Pads = list[tuple[int, int]]

# By the number of spatial sides.
_CONV: Mapping[int, Callable[..., Tensor]] = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
_TRANSPOSED: Mapping[int, Callable[..., Tensor]] = {
    1: F.conv_transpose1d,
    2: F.conv_transpose2d,
    3: F.conv_transpose3d,
}
_MAX_POOL: Mapping[int, Callable[..., Tensor]] = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
_AVG_POOL: Mapping[int, Callable[..., Tensor]] = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def _tensor(x: Array) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(x))


def _ints(values: Array | None, default: int, count: int) -> list[int]:
    return [default] * count if values is None else [int(value) for value in values]


def _padded(x: Tensor, pads: _Pads, value: float = 0.0) -> Tensor:
    """Pad the last sides; torch wants the last of them first."""
    return F.pad(x, [width for pair in reversed(pads) for width in pair], value=value)


def _pads(
    pad_type: str, pad: Array | None, sides: tuple[int, ...], spans: list[int], strides: list[int]
) -> _Pads:
    """Work out (before, after) of each spatial side; a span is a dilated kernel's size.

    `same` gives ceil(side / stride) results, the odd element of padding after, `same_lower` before.
    """
    if pad_type == "custom" and pad is not None:
        return [(int(before), int(after)) for before, after in pad.reshape(-1, 2)]
    if pad_type not in ("same", "same_lower"):
        return [(0, 0)] * len(sides)
    windows = zip(sides, spans, strides, strict=True)
    pads = _halved(
        [(-(-side // stride) - 1) * stride + span - side for side, span, stride in windows]
    )
    return pads if pad_type == "same" else [(after, before) for before, after in pads]


def _halved(totals: list[int]) -> _Pads:
    """Divide padding between before and after, which takes the odd element."""
    return [(total // 2, total - total // 2) for total in (max(0, total) for total in totals)]


def _conv(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    strides: Array | None = None,
    pad_type: Array | str = "valid",
    pad: Array | None = None,
    dilations: Array | None = None,
    groups: Array | int = 1,
) -> Array:
    count = x.ndim - 2
    stride, dilation = _ints(strides, 1, count), _ints(dilations, 1, count)
    spans = [(k - 1) * d + 1 for k, d in zip(weight.shape[2:], dilation, strict=True)]
    pads = _pads(str(pad_type), pad, x.shape[2:], spans, stride)
    offset = None if bias is None else _tensor(bias)
    image = _padded(_tensor(x), pads)
    return _CONV[count](image, _tensor(weight), offset, stride, 0, dilation, int(groups)).numpy()


def _conv_transpose(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    strides: Array | None = None,
    pad_type: Array | str = "valid",
    pad: Array | None = None,
    dilations: Array | None = None,
    groups: Array | int = 1,
    output_shape: Array | None = None,
) -> Any:
    """The full result less `pad`; what an `output_shape` asks for beyond it is the bias alone."""
    count = x.ndim - 2
    stride, dilation = _ints(strides, 1, count), _ints(dilations, 1, count)
    full = _TRANSPOSED[count](
        _tensor(x), _tensor(weight), None, stride, 0, 0, int(groups), dilation
    )
    sides = full.shape[2:]
    if str(pad_type) == "same":
        pads = _halved([s - n * k for s, n, k in zip(sides, x.shape[2:], stride, strict=True)])
    else:
        pads = _pads(str(pad_type), pad, x.shape[2:], [], stride)
    sizes = [s - sum(p) for s, p in zip(sides, pads, strict=True)]
    if output_shape is not None:
        sizes = output_shape[2:].tolist()
    # Less than no padding cuts off.
    cuts = [(-p[0], p[0] + n - s) for p, n, s in zip(pads, sizes, sides, strict=True)]
    return _padded(full, cuts).numpy() + _per_channel(bias, x.ndim, default=0)


def _per_channel(values: Array | None, ndim: int, default: float) -> Any:
    """Shape a vector of the channels so that it broadcasts along axis 1."""
    if values is None:
        return np.float32(default)
    return values.reshape(-1, *[1] * (ndim - 2))


def _overhang(side: int, pads: tuple[int, int], kernel: int, stride: int) -> int:
    """Count the elements by which `ceil_mode` lets the last window reach beyond the padding.

    A window that starts in the padding after is left out.
    """
    room = side + sum(pads) - kernel
    count = -(-room // stride) + 1
    if (count - 1) * stride >= side + pads[0] and sum(pads) > 0:
        count -= 1
    return max(0, (count - 1) * stride - room)


class _Pool:
    """The windows of a pooling operation."""

    def __init__(
        self,
        x: Array,
        kernel_sizes: Array,
        strides: Array | None,
        pad_type: Array | str,
        pad: Array | None,
        ceil_mode: Array | bool,
    ):
        self.sides = x.shape[2:]
        self.kernel = _ints(kernel_sizes, 1, len(self.sides))
        self.stride = _ints(strides, 1, len(self.sides))
        self.pads = _pads(str(pad_type), pad, self.sides, self.kernel, self.stride)
        self.ceil = bool(ceil_mode)

    def overhangs(self) -> _Pads:
        """Return the padding that `ceil_mode` adds after the other."""
        if not self.ceil:
            return [(0, 0)] * len(self.sides)
        windows = zip(self.sides, self.pads, self.kernel, self.stride, strict=True)
        return [(0, _overhang(*window)) for window in windows]


def _max_pool(
    x: Array,
    kernel_sizes: Array,
    pad_type: Array | str = "valid",
    strides: Array | None = None,
    pad: Array | None = None,
    ceil_mode: Array | bool = False,
) -> Array:
    pool = _Pool(x, kernel_sizes, strides, pad_type, pad, ceil_mode)
    image = _padded(_padded(_tensor(x), pool.pads, -np.inf), pool.overhangs(), -np.inf)
    return _MAX_POOL[len(pool.sides)](image, pool.kernel, pool.stride).numpy()


def _avg_pool(
    x: Array,
    kernel_sizes: Array,
    pad_type: Array | str = "valid",
    strides: Array | None = None,
    pad: Array | None = None,
    exclude_padding_from_average: Array | bool = False,
    ceil_mode: Array | bool = False,
) -> Array:
    """Average what counts: the picture, the padding unless excluded, never what ceil_mode adds."""
    pool = _Pool(x, kernel_sizes, strides, pad_type, pad, ceil_mode)
    counts = _padded(
        torch.ones(1, 1, *pool.sides), pool.pads, 0.0 if exclude_padding_from_average else 1.0
    )
    average = _AVG_POOL[len(pool.sides)]
    total, count = (
        average(_padded(image, pool.overhangs()), pool.kernel, pool.stride)
        for image in (_padded(_tensor(x), pool.pads), counts)
    )
    return (total / count).numpy()


def _batch_norm(
    x: Array,
    mean: Array,
    variance: Array,
    gamma: Array | None = None,
    beta: Array | None = None,
    epsilon: Array | float = 1e-5,
) -> Any:
    scale = _per_channel(gamma, x.ndim, 1) / np.sqrt(_per_channel(variance, x.ndim, 1) + epsilon)
    return (x - _per_channel(mean, x.ndim, 0)) * scale + _per_channel(beta, x.ndim, 0)


def _instance_norm(
    x: Array,
    gamma: Array | None = None,
    beta: Array | None = None,
    epsilon: Array | float = 1e-5,
) -> Any:
    normal = _normalised(x, tuple(range(2, x.ndim)), epsilon)
    return normal * _per_channel(gamma, x.ndim, 1) + _per_channel(beta, x.ndim, 0)


def _layer_norm(
    x: Array,
    axes: Array | None = None,
    gamma: Array | None = None,
    beta: Array | None = None,
    epsilon: Array | float = 1e-5,
) -> Any:
    over = {axis % x.ndim for axis in (range(x.ndim) if axes is None else axes.tolist())}
    shape = [side if axis in over else 1 for axis, side in enumerate(x.shape)]
    scale = 1 if gamma is None else gamma.reshape(shape)
    offset = 0 if beta is None else beta.reshape(shape)
    return _normalised(x, tuple(over), epsilon) * scale + offset


def _normalised(x: Array, axes: tuple[int, ...], epsilon: Array | float) -> Any:
    """Bring to mean 0 and variance 1 along some axes."""
    centred = x - x.mean(axes, keepdims=True)
    return centred / np.sqrt(np.square(centred).mean(axes, keepdims=True) + epsilon)


def _sampling_points(side: int, count: int, mode: str) -> Array:
    """Return where `count` samples of a side fall, as the notes of resize_bilinear define it.

    In float32 and in torch's order, so that its results are met to the last bit.
    """
    ratio = np.float32(side) / np.float32(count)
    aligned = np.float32(side - 1) / np.float32(max(count - 1, 1))
    middle = (side - 1) / 2 if count == 1 else 0.0
    offset_corners = np.float32(max(1, side - 1)) / np.float32(count)
    spacing, shift, start = {
        "STRICT_ALIGN_CORNERS": (aligned, 0.0, 0.0),
        "ALIGN_CORNERS": (aligned, 0.0, middle),
        "DEFAULT": (ratio, 0.0, 0.0),
        "OFFSET_CORNERS": (offset_corners, 0.5, 0.0),
        "UNALIGN_CORNERS": (ratio, 0.5, -0.5),
    }[mode]
    samples = np.arange(count, dtype=np.float32) + np.float32(shift)
    points: Array = (spacing * samples + np.float32(start)).clip(0, side - 1)
    return points


def _linear_along(x: Array, axis: int, count: int, mode: str) -> Array:
    """Resize one side linearly."""
    side = x.shape[axis]
    points = _sampling_points(side, count, mode)
    low = np.floor(points).astype(np.int64)
    shape = (-1, *[1] * (-1 - axis))
    weight = (points - low).reshape(shape)
    high = np.minimum(low + 1, side - 1)
    mixed: Array = (1 - weight) * x.take(low, axis) + weight * x.take(high, axis)
    return mixed


def _nearest_along(x: Array, axis: int, count: int) -> Array:
    """Resize one side to the nearest element before, as torch does; the definition leaves it open.

    The same for every rule where the scale is a whole number.
    """
    near: Array = x.take(np.arange(count) * x.shape[axis] // count, axis)
    return near


def _resize_bilinear(
    x: Array,
    target_size_height: Array | int = 1,
    target_size_width: Array | int = 1,
    sampling_mode: Array | str = "DEFAULT",
) -> Array:
    wide = _linear_along(x, -1, int(target_size_width), str(sampling_mode))
    return _linear_along(wide, -2, int(target_size_height), str(sampling_mode))


def _resize_nearest(
    x: Array, target_size_height: Array | int, target_size_width: Array | int
) -> Array:
    wide = _nearest_along(x, -1, int(target_size_width))
    return _nearest_along(wide, -2, int(target_size_height))


def _scaled(x: Array, height: Array | int, width: Array | int) -> tuple[int, int]:
    return int(np.floor(height * x.shape[-2])), int(np.floor(width * x.shape[-1]))


def _upsample_bilinear(
    x: Array,
    scale_factor_height: Array | int = 1,
    scale_factor_width: Array | int = 1,
    align_corners: Array | bool = True,
) -> Array:
    mode = "STRICT_ALIGN_CORNERS" if align_corners else "UNALIGN_CORNERS"
    return _resize_bilinear(x, *_scaled(x, scale_factor_height, scale_factor_width), mode)


def _upsample_nearest(
    x: Array, scale_factor_height: Array | int = 1, scale_factor_width: Array | int = 1
) -> Array:
    return _resize_nearest(x, *_scaled(x, scale_factor_height, scale_factor_width))


def _crop(x: Array, crop_height: Array, crop_width: Array) -> Array:
    """Cut (before, after) off the last sides."""
    (top, bottom), (left, right) = crop_height.tolist(), crop_width.tolist()
    return x[..., top : x.shape[-2] - bottom, left : x.shape[-1] - right]


LAYERS: Mapping[str, Callable[..., Any]] = {
    "avg_pool": _avg_pool,
    "batch_norm": _batch_norm,
    "conv": _conv,
    "conv_transpose": _conv_transpose,
    "crop": _crop,
    "instance_norm": _instance_norm,
    "layer_norm": _layer_norm,
    "max_pool": _max_pool,
    "resize_bilinear": _resize_bilinear,
    "resize_nearest_neighbor": _resize_nearest,
    "upsample_bilinear": _upsample_bilinear,
    "upsample_nearest_neighbor": _upsample_nearest,
}
