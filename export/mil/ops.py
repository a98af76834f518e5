"""Every operation that the executor knows, and how one is executed."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from edgeward.export.mil.elementwise import ELEMENTWISE
from edgeward.export.mil.layers import LAYERS
from edgeward.export.mil.stored import Array, Operation, numpy_dtype
from edgeward.export.mil.tensors import TENSORS
from edgeward.export.mil.weights import WEIGHTS

# Per operation a function of its parameters, by name, that returns its output or a tuple of them.
OPS: Mapping[str, Callable[..., Any]] = {**ELEMENTWISE, **TENSORS, **LAYERS, **WEIGHTS}

# The parameter of concat, stack and einsum that takes a tuple of values.
_TUPLE = "values"


def execute(operation: Operation, values: Mapping[str, Array]) -> dict[str, Array]:
    """Execute one operation.

    fp16 operands are widened to float32, computed with, and the result is rounded to its stored
    type: the best that a device can do, where one that sums in fp16 does worse.

    Args:
        operation: of a type in `OPS`.
        values: those it takes, by name.

    Returns:
        The values it makes, by name.

    Example:
        >>> from edgeward.export.mil.stored import TensorType
        >>> types = (TensorType((2,), "int16"),)
        >>> literals = {"dtype": np.array("int16")}
        >>> cast = Operation("cast", "wrap", {"x": ("a",)}, literals, ("b",), types)
        >>> execute(cast, {"a": np.array([1, 40000], np.int32)})["b"]
        array([     1, -25536], dtype=int16)
    """
    arguments: dict[str, Any] = {name: _widen(value) for name, value in operation.literals.items()}
    for parameter, names in operation.inputs.items():
        bound = [_widen(values[name]) for name in names]
        arguments[parameter] = bound if parameter == _TUPLE else bound[0]
    # Overflow and invalid casts are the program's doing, and what they give is stored.
    with np.errstate(all="ignore"):
        results = OPS[operation.type](**arguments)
        results = results if isinstance(results, tuple) else (results,)
        made = [
            np.asarray(result).astype(numpy_dtype(stored.dtype), copy=False)
            for result, stored in zip(results, operation.types, strict=True)
        ]
    return dict(zip(operation.outputs, made, strict=True))


def _widen(value: Array) -> Array:
    """Turn fp16 into float32."""
    return value.astype(np.float32) if value.dtype == np.float16 else value
