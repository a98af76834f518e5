"""A stored Core ML program and its execution on NumPy arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from edgeward.errors import BadInput
from edgeward.export.converter import ExportError
from edgeward.export.mil.ops import OPS, execute
from edgeward.export.mil.stored import Array, Operation, TensorType, numpy_dtype, read_function


@dataclass(frozen=True, eq=False)
class Program:
    """The main function of an ML Program, as a file stores it.

    Attributes:
        path: of the file.
        inputs: name and type of each.
        outputs: name and type of each.
        operations: in order, constants among them.
        images: the inputs that take an RGB picture.

    Example:
        >>> half = TensorType((2,), "fp16")
        >>> square = Operation("mul", "", {"x": ("a",), "y": ("a",)}, {}, ("b",), (half,))
        >>> program = Program(Path("a.mlpackage"), {"a": half}, {"b": half}, (square,))
        >>> program.run({"a": [3, 47]})["b"].tolist()  # 2209 lies between two fp16
        [9.0, 2208.0]
    """

    path: Path
    inputs: Mapping[str, TensorType]
    outputs: Mapping[str, TensorType]
    operations: tuple[Operation, ...]
    images: frozenset[str] = frozenset()

    def run(self, inputs: Mapping[str, ArrayLike], watch: Sequence[str] = ()) -> dict[str, Array]:
        """Execute the program.

        Args:
            inputs: uint8 (H, W, 3) for each image, an array of the stored shape for each other.
            watch: names of further values to return.

        Returns:
            The outputs and the watched values, of their stored types.

        Raises:
            BadInput: an input is missing or of another shape, or nothing watched is so called.
            ExportError: an operation is unknown here or cannot be executed.
        """
        values = {name: self._input(name, inputs) for name in self.inputs}
        for operation in self.operations:
            values |= self._execute(operation, values)
        for name in watch:
            if name not in values:
                raise BadInput(f"Expected the name of a value of {self.path}, but got {name!r}.")
        return {name: values[name] for name in (*self.outputs, *watch)}

    def _input(self, name: str, inputs: Mapping[str, ArrayLike]) -> Array:
        """Turn what the caller passed into what Core ML hands to the program."""
        if name not in inputs:
            raise BadInput(f"Expected the input {name!r} of {self.path}, but got {[*inputs]}.")
        shape, dtype = self.inputs[name]
        value = np.asarray(inputs[name])
        if name in self.images:
            if value.dtype != np.uint8 or value.ndim != 3:
                raise BadInput(
                    f"Expected {name!r} to be a uint8 (H, W, 3) picture, but got "
                    f"{value.dtype} {value.shape}."
                )
            # 0 to 255: an image's scale and bias are operations of the program.
            value = value.transpose(2, 0, 1)[None]
        if not _fits(value.shape, shape):
            raise BadInput(f"Expected {name!r} to be of shape {shape}, but got {value.shape}.")
        return np.array(value, dtype=numpy_dtype(dtype))

    def _execute(self, operation: Operation, values: Mapping[str, Array]) -> dict[str, Array]:
        """Execute one operation and hold its results against the stored shapes."""
        made = ", ".join(operation.outputs)
        if operation.type not in OPS:
            raise ExportError(
                f"Expected operations that the reference executor knows, but {self.path} makes "
                f"{made!r} by {operation.type!r}; add it to edgeward.export.mil."
            )
        try:
            results = execute(operation, values)
        except (IndexError, RuntimeError, TypeError, ValueError) as error:
            raise ExportError(
                f"Expected {self.path} to run, but its {operation.type!r} that makes {made!r} "
                f"fails: {error}"
            ) from error
        for (name, result), stored in zip(results.items(), operation.types, strict=True):
            if not _fits(result.shape, stored.shape):
                raise ExportError(
                    f"Expected {name!r} of {self.path} to be of the stored shape {stored.shape}, "
                    f"but {operation.type!r} makes {result.shape}."
                )
        return results


def load_program(path: str | PathLike[str]) -> Program:
    """Load a saved `.mlpackage`.

    Args:
        path: the package, which must be an ML Program (a classic neural network is not).

    Raises:
        ExportError: it is no ML Program, or holds something that no segmenter needs.

    Example:
        >>> import coremltools as ct, tempfile
        >>> from coremltools.converters.mil import Builder as mb
        >>> @mb.program(input_specs=[mb.TensorSpec((2,))])
        ... def double(x):
        ...     return mb.add(x=x, y=x, name="twice")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model = ct.convert(double, convert_to="mlprogram", skip_model_load=True)
        ...     model.save(f"{folder}/double.mlpackage")
        ...     program = load_program(f"{folder}/double.mlpackage")
        >>> [operation.type for operation in program.operations if operation.type != "const"]
        ['cast', 'add', 'cast']
    """
    path = Path(path)
    inputs, images, outputs, operations = read_function(path)
    types = dict(inputs)
    for operation in operations:
        types |= zip(operation.outputs, operation.types, strict=True)
    return Program(path, inputs, {name: types[name] for name in outputs}, operations, images)


def _fits(shape: tuple[int, ...], stored: tuple[int | None, ...]) -> bool:
    """Tell whether a shape is the stored one, whose open sides take any."""
    return len(shape) == len(stored) and all(
        side in (own, None) for own, side in zip(shape, stored, strict=True)
    )
