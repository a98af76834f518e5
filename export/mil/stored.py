"""What a `.mlpackage` stores: the operations of its main function, their types and literals.

The layout is that of MIL.proto, https://apple.github.io/coremltools/mlmodel/Format/MIL.html.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from coremltools.libmilstoragepython import _BlobStorageReader as BlobReader
from coremltools.proto import FeatureTypes_pb2, MIL_pb2, Model_pb2
from numpy.typing import NDArray

from edgeward.export.converter import ExportError

Array = NDArray[Any]

# NumPy has no type of fewer than 8 bits: such a value takes the next larger one.
_NUMPY_DTYPES: Mapping[str, type[np.generic]] = {
    "fp16": np.float16,
    "fp32": np.float32,
    "fp64": np.float64,
    "bool": np.bool_,
    "string": np.str_,
    **{f"int{bits}": getattr(np, f"int{bits}") for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": getattr(np, f"uint{bits}") for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": np.uint8 for bits in (1, 2, 3, 4, 6)},
    "int4": np.int8,
}


class TensorType(NamedTuple):
    """The stored type of a value.

    Attributes:
        shape: None stands for a side that the file leaves open.
        dtype: as `cast` names it: fp16, fp32, int32, bool and so on.
    """

    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a program.

    Attributes:
        type: name of its definition.
        name: its own, which differs from its outputs' where those were renamed.
        inputs: per parameter the names of the values it takes, several where it takes a tuple.
        literals: per parameter the value that the operation itself holds.
        outputs: names of the values it makes.
        types: of the outputs.
    """

    type: str
    name: str
    inputs: Mapping[str, tuple[str, ...]]
    literals: Mapping[str, Array]
    outputs: tuple[str, ...]
    types: tuple[TensorType, ...]


class Function(NamedTuple):
    """The stored main function: `images` are those of its inputs that take an RGB picture."""

    inputs: Mapping[str, TensorType]
    images: frozenset[str]
    outputs: tuple[str, ...]
    operations: tuple[Operation, ...]


def numpy_dtype(dtype: str) -> type[np.generic]:
    """Return the NumPy type that holds values of a stored type.

    Example:
        >>> numpy_dtype("fp16"), numpy_dtype("uint4")
        (<class 'numpy.float16'>, <class 'numpy.uint8'>)
    """
    return _NUMPY_DTYPES[dtype]


def unpack_bits(packed: Array, bits: int, count: int) -> NDArray[np.uint8]:
    """Unpack unsigned integers of few bits, the least significant bits of a byte first.

    Example:
        >>> unpack_bits(np.array([0b0110_1100], np.uint8), bits=2, count=3).tolist()
        [0, 3, 2]
    """
    digits = np.unpackbits(packed.astype(np.uint8), count=bits * count, bitorder="little")
    return np.packbits(digits.reshape(count, bits), axis=1, bitorder="little")[:, 0]


def read_function(path: Path) -> Function:
    """Read the main function of a saved `.mlpackage`.

    Raises:
        ExportError: it is no ML Program, or holds something that no segmenter needs.

    Example:
        >>> read_function(Path("a.mlpackage"))
        Traceback (most recent call last):
            ...
        edgeward.export.converter.ExportError: Expected a saved .mlpackage, but got a.mlpackage.
    """
    model = _root_model(path)
    spec = Model_pb2.Model.FromString(model.read_bytes())
    function = spec.mlProgram.functions.get("main")
    if function is None:
        raise ExportError(f"Expected an ML Program with a main function, but got {path}.")
    block = function.block_specializations[function.opset]
    weights = _Weights(model.parent)
    return Function(
        inputs={value.name: _type(value.type) for value in function.inputs},
        images=_images(spec.description.input),
        outputs=tuple(block.outputs),
        operations=tuple(_operation(op, weights) for op in block.operations),
    )


def _root_model(path: Path) -> Path:
    """Find the spec's file by the package's manifest."""
    try:
        manifest = json.loads((path / "Manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise ExportError(f"Expected a saved .mlpackage, but got {path}.") from error
    entry = manifest["itemInfoEntries"][manifest["rootModelIdentifier"]]
    return path / "Data" / str(entry["path"])


def _images(inputs: Iterable[Any]) -> frozenset[str]:
    """Name the inputs that take a picture."""
    images = {f.name: f.type.imageType for f in inputs if f.type.WhichOneof("Type") == "imageType"}
    for name, image in images.items():
        if image.colorSpace != FeatureTypes_pb2.ImageFeatureType.RGB:
            raise ExportError(f"Expected input {name!r} to be an RGB image, but it is another.")
    return frozenset(images)


class _Weights:
    """The package's blob files, opened as they are asked for."""

    def __init__(self, root: Path):
        self.root = root
        self.readers: dict[str, Any] = {}

    def read(self, blob: Any, dtype: str) -> Array:
        """Read the flat values of a BlobFileValue."""
        if blob.fileName not in self.readers:
            file = blob.fileName.replace("@model_path", str(self.root))
            self.readers[blob.fileName] = BlobReader(file)
        kind = "float" if dtype == "fp32" else dtype
        values: Array = getattr(self.readers[blob.fileName], f"read_{kind}_data")(blob.offset)
        # The reader hands fp16 out as the uint16 of the same bits.
        return values.view(np.float16) if dtype == "fp16" else values


def _operation(stored: Any, weights: _Weights) -> Operation:
    """Read one operation; its attributes are parameters like those bound to a literal."""
    names: dict[str, tuple[str, ...]] = {}
    values = dict(stored.attributes)
    for parameter, argument in stored.inputs.items():
        if argument.arguments[0].WhichOneof("binding") == "name":
            names[parameter] = tuple(binding.name for binding in argument.arguments)
        else:
            values[parameter] = argument.arguments[0].value
    literals = {parameter: _value(value, weights) for parameter, value in values.items()}
    name = str(literals.pop("name", ""))
    outputs = tuple(output.name for output in stored.outputs)
    types = tuple(_type(output.type) for output in stored.outputs)
    return Operation(stored.type, name, names, literals, outputs, types)


def _type(stored: Any) -> TensorType:
    """Read a ValueType."""
    if stored.WhichOneof("type") != "tensorType":
        raise ExportError(
            f"Expected a program of tensors, but got a value of {stored.WhichOneof('type')}."
        )
    tensor = stored.tensorType
    name = MIL_pb2.DataType.Name(tensor.dataType).lower().replace("float", "fp")
    sides = (
        d.constant.size if d.WhichOneof("dimension") == "constant" else None
        for d in tensor.dimensions
    )
    return TensorType(tuple(sides), name)


def _value(stored: Any, weights: _Weights) -> Array:
    """Read a Value, from the spec or from a blob file."""
    sides, dtype = _type(stored.type)
    shape = [side for side in sides if side is not None]  # all: a stored value leaves none open
    if stored.WhichOneof("value") == "blobFileValue":
        values = weights.read(stored.blobFileValue, dtype)
    else:
        tensor = stored.immediateValue.tensor
        values = getattr(tensor, tensor.WhichOneof("value")).values
        if isinstance(values, bytes):
            values = _from_bytes(values, dtype, int(np.prod(shape)))
    # A copy, for torch wants arrays that it may write to.
    return np.array(values, dtype=numpy_dtype(dtype)).reshape(shape)


def _from_bytes(packed: bytes, dtype: str, count: int) -> Array:
    """Read values that the spec keeps as bytes, those of fewer than 8 bits packed."""
    bits = int(dtype.lstrip("fpuint"))
    if bits >= 8:
        return np.frombuffer(packed, numpy_dtype(dtype))
    values = unpack_bits(np.frombuffer(packed, np.uint8), bits, count)
    signed = dtype.startswith("int")
    return np.where(signed & (values >= 1 << (bits - 1)), values.astype(int) - (1 << bits), values)
