"""Elementwise operations, activations and reductions.

Definitions: iOS15/elementwise_unary.py, elementwise_binary.py, activation.py, reduction.py,
control_flow.py (select) and iOS17/elementwise_unary.py (cast) of
`coremltools.converters.mil.mil.ops.defs`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from edgeward.export.mil.stored import Array, numpy_dtype

Kernel = Callable[..., Any]

_UNARY: Mapping[str, Callable[[Array], Any]] = {
    "abs": np.abs,
    "atan": np.arctan,
    "ceil": np.ceil,
    "cos": np.cos,
    "erf": lambda x: torch.erf(torch.from_numpy(x)).numpy(),
    "exp": np.exp,
    "exp2": np.exp2,
    "floor": np.floor,
    "identity": lambda x: x,
    "logical_not": np.logical_not,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "round": np.rint,  # a tie goes to the even neighbour
    "sigmoid": lambda x: torch.sigmoid(torch.from_numpy(x)).numpy(),
    "sign": np.sign,
    "silu": lambda x: F.silu(torch.from_numpy(x)).numpy(),
    "sin": np.sin,
    "softplus": lambda x: np.logaddexp(x, 0),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "sqrt": np.sqrt,
    "square": np.square,
    "tanh": np.tanh,
}

_BINARY: Mapping[str, Callable[[Array, Array], Any]] = {
    "add": np.add,
    "equal": np.equal,
    "floor_div": np.floor_divide,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mod": np.mod,
    "mul": np.multiply,
    "not_equal": np.not_equal,
    "pow": np.power,
    "real_div": np.true_divide,
    "sub": np.subtract,
}

_REDUCTIONS: Mapping[str, Callable[..., Any]] = {
    "reduce_l1_norm": lambda x, **where: np.abs(x).sum(**where),
    "reduce_l2_norm": lambda x, **where: np.sqrt(np.square(x).sum(**where)),
    "reduce_max": np.max,
    "reduce_mean": np.mean,
    "reduce_min": np.min,
    "reduce_prod": np.prod,
    "reduce_sum": np.sum,
    "reduce_sum_square": lambda x, **where: np.square(x).sum(**where),
}


def _unary(function: Callable[[Array], Any]) -> Kernel:
    """Let a function be called by MIL's name of its operand."""
    return lambda x: function(x)


def _binary(function: Callable[[Array, Array], Any]) -> Kernel:
    return lambda x, y: function(x, y)


def _reduction(function: Callable[..., Any]) -> Kernel:
    def reduce(x: Array, axes: Array | None = None, keep_dims: Array | bool = False) -> Any:
        axis = None if axes is None else tuple(axes.tolist())
        return function(x, axis=axis, keepdims=bool(keep_dims))

    return reduce


def _arg_reduction(function: Callable[..., Any]) -> Kernel:
    """The type of the output is stored with it, so `output_dtype` has nothing left to say."""

    def reduce(
        x: Array,
        axis: Array | int = -1,
        keep_dims: Array | bool = False,
        output_dtype: Array | None = None,
    ) -> Any:
        return function(x, axis=int(axis), keepdims=bool(keep_dims))

    return reduce


def _cast(x: Array, dtype: Array) -> Array:
    """A float loses its fraction, an integer too large wraps; a float too large is left open."""
    return x.astype(numpy_dtype(str(dtype)))


def _gelu(x: Array, mode: Array | str = "EXACT") -> Array:
    tensor = torch.from_numpy(x)
    if str(mode) == "SIGMOID_APPROXIMATION":
        return (tensor * torch.sigmoid(1.702 * tensor)).numpy()
    return F.gelu(tensor, approximate="none" if str(mode) == "EXACT" else "tanh").numpy()


def _prelu(x: Array, alpha: Array) -> Any:
    slope = alpha.reshape(-1, *[1] * (x.ndim - 2))
    return np.where(x > 0, x, slope * x)


def _softmax(x: Array, axis: Array | int = -1) -> Array:
    return torch.softmax(torch.from_numpy(x), int(axis)).numpy()


def _log(x: Array, epsilon: Array | float = 1e-45) -> Any:
    return np.log(x + np.float32(epsilon))


def _inverse(x: Array, epsilon: Array | float = 1e-4) -> Any:
    return 1 / (x + np.float32(epsilon))


def _rsqrt(x: Array, epsilon: Array | float = 1e-12) -> Any:
    return 1 / np.sqrt(x + np.float32(epsilon))


ELEMENTWISE: Mapping[str, Kernel] = {
    **{name: _unary(function) for name, function in _UNARY.items()},
    **{name: _binary(function) for name, function in _BINARY.items()},
    **{name: _reduction(function) for name, function in _REDUCTIONS.items()},
    "reduce_argmax": _arg_reduction(np.argmax),
    "reduce_argmin": _arg_reduction(np.argmin),
    "cast": _cast,
    "clip": lambda x, alpha, beta: np.clip(x, alpha, beta),
    "elu": lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(x)),
    "gelu": _gelu,
    "inverse": _inverse,
    "leaky_relu": lambda x, alpha: np.where(x >= 0, x, alpha * x),
    "linear_activation": lambda x, alpha, beta: alpha * x + beta,
    "log": _log,
    "prelu": _prelu,
    "rsqrt": _rsqrt,
    "select": lambda cond, a, b: np.where(cond, a, b),
    "sigmoid_hard": lambda x, alpha, beta: np.clip(alpha * x + beta, 0, 1),
    "softmax": _softmax,
    "threshold": lambda x, alpha: np.maximum(x, alpha),
    "thresholded_relu": lambda x, alpha: np.where(x >= alpha, x, 0),
}
