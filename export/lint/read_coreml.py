"""A Core ML package in the lint's form."""

from collections.abc import Mapping
from pathlib import Path

from edgeward.export.lint.graph import Graph, Node, Tensor
from edgeward.export.mil import Operation, TensorType, load_program

_FLOATS: Mapping[str, str] = {"fp16": "float16", "fp32": "float32", "fp64": "float64"}

# The stored order of parameters means nothing; the value that is worked on comes first.
_FIRST = ("x", "data", "values", "cond", "a", "y", "indices", "b")


def read_coreml(path: Path) -> Graph:
    """Read a `.mlpackage`; the literals of operations are constants named after them.

    Example:
        >>> import coremltools as ct, tempfile
        >>> from coremltools.converters.mil import Builder as mb
        >>> @mb.program(input_specs=[mb.TensorSpec((2,))])
        ... def relu(x):
        ...     return mb.relu(x=x, name="y")
        >>> exact = {"compute_precision": ct.precision.FLOAT32, "skip_model_load": True}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model = ct.convert(relu, convert_to="mlprogram", **exact)
        ...     model.save(f"{folder}/relu.mlpackage")
        ...     read_coreml(Path(folder) / "relu.mlpackage").nodes
        (Node(op='relu', name='y', inputs=('x',), outputs=('y',)),)
    """
    program = load_program(path)
    tensors = {name: _tensor(type) for name, type in program.inputs.items()}
    nodes = []
    for operation in program.operations:
        made = zip(operation.outputs, operation.types, strict=True)
        tensors |= {name: _tensor(type) for name, type in made}
        if operation.type == "const":
            (name,) = operation.outputs
            tensors[name] = tensors[name]._replace(value=operation.literals["val"])
        else:
            tensors |= _literals(operation)
            nodes.append(_node(operation))
    inputs, outputs = (
        {name: name for name in names} for names in (program.inputs, program.outputs)
    )
    return Graph("coreml", tuple(nodes), tensors, inputs, outputs)


def _node(operation: Operation) -> Node:
    names = {**operation.inputs, **{p: (_literal(operation, p),) for p in operation.literals}}
    order = sorted(names, key=lambda p: (_FIRST.index(p) if p in _FIRST else len(_FIRST), p))
    inputs = tuple(name for parameter in order for name in names[parameter])
    name = operation.name or operation.outputs[0]
    return Node(operation.type, name, inputs, operation.outputs)


def _literal(operation: Operation, parameter: str) -> str:
    return f"{operation.outputs[0]}.{parameter}"


def _literals(operation: Operation) -> dict[str, Tensor]:
    """Make a constant of each literal."""
    return {
        _literal(operation, parameter): Tensor(str(value.dtype), value.shape, value)
        for parameter, value in operation.literals.items()
    }


def _tensor(type: TensorType) -> Tensor:
    return Tensor(_FLOATS.get(type.dtype, type.dtype), type.shape)
