"""Operations that move, select and multiply whole tensors.

Definitions: tensor_operation.py, tensor_transformation.py, scatter_gather.py and linear.py of
iOS15, iOS16 and iOS17 in `coremltools.converters.mil.mil.ops.defs`. Where the versions differ, the
later one allows more.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from edgeward.export.mil.stored import Array

_SCATTER: Mapping[str, np.ufunc] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "max": np.maximum,
    "min": np.minimum,
}


def _reshape(x: Array, shape: Array) -> Array:
    """A 0 takes the side of x at the same place, counted from the last."""
    sides = shape.tolist()
    for place, side in enumerate(reversed(sides), start=1):
        if side == 0:
            sides[-place] = x.shape[-place] if place <= x.ndim else 1
    return x.reshape(sides)


def _expand_dims(x: Array, axes: Array) -> Array:
    return np.expand_dims(x, tuple(axes.tolist()))


def _squeeze(x: Array, axes: Array | None = None) -> Array:
    """Drop sides of 1; another one that is named stays, as in PyTorch."""
    named = range(x.ndim) if axes is None else axes.tolist()
    return x.squeeze(tuple(axis for axis in named if x.shape[axis] == 1))


def _slice_by_index(
    x: Array,
    begin: Array,
    end: Array,
    stride: Array | None = None,
    begin_mask: Array | None = None,
    end_mask: Array | None = None,
    squeeze_mask: Array | None = None,
) -> Array:
    def masked(mask: Array | None, axis: int) -> bool:
        return mask is not None and bool(mask[axis])

    def index(axis: int) -> int | slice:
        if masked(squeeze_mask, axis):
            return int(begin[axis])
        return slice(
            None if masked(begin_mask, axis) else int(begin[axis]),
            None if masked(end_mask, axis) else int(end[axis]),
            1 if stride is None else int(stride[axis]),
        )

    # A copy, for torch takes no array of a negative stride.
    return np.array(x[tuple(index(axis) for axis in range(x.ndim))], order="C")


def _slice_by_size(x: Array, begin: Array, size: Array) -> Array:
    """A size of -1 takes the rest."""
    bounds = zip(begin.tolist(), size.tolist(), strict=True)
    return x[tuple(slice(b, None if s == -1 else b + s) for b, s in bounds)]


def _concat(values: Sequence[Array], axis: Array, interleave: Array | bool = False) -> Array:
    if not interleave:
        return np.concatenate(values, int(axis))
    place = int(axis) % values[0].ndim
    shape = list(values[0].shape)
    shape[place] *= len(values)
    return np.stack(values, place + 1).reshape(shape)


def _split(
    x: Array, axis: Array, num_splits: Array | None = None, split_sizes: Array | None = None
) -> tuple[Array, ...]:
    if split_sizes is not None:
        return tuple(np.split(x, np.cumsum(split_sizes)[:-1], int(axis)))
    assert num_splits is not None
    return tuple(np.split(x, int(num_splits), int(axis)))


def _pad(
    x: Array, pad: Array, mode: Array | str = "constant", constant_val: Array | float = 0
) -> Array:
    """`pad` holds (before, after) of the last sides."""
    widths = [(0, 0)] * (x.ndim - pad.size // 2) + pad.reshape(-1, 2).tolist()
    if str(mode) == "constant":
        return np.pad(x, widths, constant_values=constant_val)
    return np.pad(x, widths, mode="reflect" if str(mode) == "reflect" else "edge")


def _pixel_shuffle(x: Array, upscale_factor: Array) -> Array:
    f = int(upscale_factor)
    n, c, h, w = x.shape
    blocks = x.reshape(n, c // f**2, f, f, h, w)
    return blocks.transpose(0, 1, 4, 2, 5, 3).reshape(n, c // f**2, h * f, w * f)


def _batched(function: Callable[..., Array], batch_dims: int, x: Array, indices: Array) -> Array:
    """Gather per entry of the leading sides that x and the indices share."""
    if batch_dims == 0:
        return function(x, indices)
    entries = zip(x, indices, strict=True)
    return np.stack([_batched(function, batch_dims - 1, *entry) for entry in entries])


# A negative index counts from the end, which iOS15 and iOS16 define and iOS17 leaves open; one out
# of range, open in all of them, is an error here. So `validate_indices` has nothing left to say.


def _gather(
    x: Array,
    indices: Array,
    axis: Array | int = 0,
    batch_dims: Array | int = 0,
    validate_indices: Array | bool = False,
) -> Array:
    within = int(axis) % x.ndim - int(batch_dims)
    return _batched(lambda x, i: np.take(x, i, within), int(batch_dims), x, indices)


def _gather_along_axis(
    x: Array, indices: Array, axis: Array | int = 0, validate_indices: Array | bool = False
) -> Array:
    return np.take_along_axis(x, indices, int(axis))


def _gather_nd(
    x: Array, indices: Array, batch_dims: Array | int = 0, validate_indices: Array | bool = False
) -> Array:
    return _batched(lambda x, i: x[_nd_index(i)], int(batch_dims), x, indices)


def _nd_index(indices: Array) -> tuple[Array, ...]:
    """Turn vectors of coordinates along the last side into an index of NumPy's."""
    return tuple(np.moveaxis(indices, -1, 0))


def _scattered(data: Array, index: tuple[Any, ...], updates: Array, mode: str) -> Array:
    out = data.copy()
    if mode == "update":
        out[index] = updates
    else:
        _SCATTER[mode].at(out, index, updates)
    return out


def _scatter(
    data: Array,
    indices: Array,
    updates: Array,
    axis: Array | int = 0,
    mode: Array | str = "add",
    validate_indices: Array | bool = False,
) -> Array:
    index = (*[slice(None)] * (int(axis) % data.ndim), indices)
    return _scattered(data, index, updates, str(mode))


def _scatter_along_axis(
    data: Array,
    indices: Array,
    updates: Array,
    axis: Array | int = 0,
    mode: Array | str = "add",
    validate_indices: Array | bool = False,
) -> Array:
    index: list[Array] = list(np.indices(indices.shape))
    index[int(axis)] = indices
    return _scattered(data, tuple(index), updates, str(mode))


def _scatter_nd(
    data: Array,
    indices: Array,
    updates: Array,
    mode: Array | str = "add",
    validate_indices: Array | bool = False,
) -> Array:
    return _scattered(data, _nd_index(indices), updates, str(mode))


def _matmul(
    x: Array, y: Array, transpose_x: Array | bool = False, transpose_y: Array | bool = False
) -> Any:
    left = x.swapaxes(-1, -2) if transpose_x else x
    right = y.swapaxes(-1, -2) if transpose_y else y
    return np.matmul(left, right)


def _linear(x: Array, weight: Array, bias: Array | int = 0) -> Any:
    return np.matmul(x, weight.T) + bias


TENSORS: Mapping[str, Callable[..., Any]] = {
    "concat": _concat,
    "const": lambda val: val,
    "einsum": lambda values, equation: np.einsum(str(equation), *values, optimize=True),
    "expand_dims": _expand_dims,
    "fill": lambda shape, value=0: np.full(shape.tolist(), value),
    "fill_like": lambda ref_tensor, value=0: np.full(ref_tensor.shape, value),
    "gather": _gather,
    "gather_along_axis": _gather_along_axis,
    "gather_nd": _gather_nd,
    "linear": _linear,
    "matmul": _matmul,
    "pad": _pad,
    "pixel_shuffle": _pixel_shuffle,
    "range_1d": lambda end, start, step: np.arange(start, end, step),
    "reshape": _reshape,
    "scatter": _scatter,
    "scatter_along_axis": _scatter_along_axis,
    "scatter_nd": _scatter_nd,
    "shape": lambda x: np.array(x.shape),
    "slice_by_index": _slice_by_index,
    "slice_by_size": _slice_by_size,
    "split": _split,
    "squeeze": _squeeze,
    "stack": lambda values, axis: np.stack(values, int(axis)),
    "tile": lambda x, reps: np.tile(x, reps.tolist()),
    "transpose": lambda x, perm: x.transpose(perm.tolist()),
}
