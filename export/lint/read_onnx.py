"""An ONNX file in the lint's form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx

from edgeward.export.lint.graph import Graph, Node, Tensor

_OWN_DOMAINS = ("", "ai.onnx")


def read_onnx(path: Path) -> Graph:
    """Read an ONNX file; types and shapes that it leaves out are inferred.

    Nodes of nested graphs come before the node that holds them.

    Example:
        >>> import tempfile
        >>> text = '<ir_version: 8, opset_import: ["": 18]> f (float[2] x) => (float[2] y) {'
        >>> model = onnx.parser.parse_model(text + " y = Relu(x) }")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     onnx.save(model, f"{folder}/relu.onnx")
        ...     read_onnx(Path(folder) / "relu.onnx").nodes
        (Node(op='Relu', name='y', inputs=('x',), outputs=('y',)),)
    """
    model = onnx.shape_inference.infer_shapes(onnx.load(path), data_prop=True)
    graph = model.graph
    constants = {c.name: _constant(c) for c in graph.initializer}
    nodes = []
    for node in _nodes(graph):
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            constants[node.output[0]] = _constant(node.attribute[0].t)
        else:
            nodes.append(_node(node))
    values = (*graph.value_info, *graph.input, *graph.output)
    tensors = {v.name: _tensor(v.type.tensor_type) for v in values} | constants
    inputs = {v.name: v.name for v in graph.input if v.name not in constants}
    return Graph("onnx", tuple(nodes), tensors, inputs, {v.name: v.name for v in graph.output})


def _nodes(graph: Any) -> Iterator[Any]:
    for node in graph.node:
        for attribute in node.attribute:
            for nested in (attribute.g, *attribute.graphs):
                yield from _nodes(nested)
        yield node


def _node(node: Any) -> Node:
    own = node.domain in _OWN_DOMAINS
    op = node.op_type if own else f"{node.domain}:{node.op_type}"
    return Node(op, node.name or node.output[0], tuple(node.input), tuple(node.output))


def _constant(tensor: Any) -> Tensor:
    value = onnx.numpy_helper.to_array(tensor)
    return Tensor(_dtype(tensor.data_type), value.shape, value)


def _tensor(type: Any) -> Tensor:
    shape = None
    if type.HasField("shape"):
        shape = tuple(
            d.dim_value if d.WhichOneof("value") == "dim_value" else None for d in type.shape.dim
        )
    return Tensor(_dtype(type.elem_type), shape)


def _dtype(number: int) -> str:
    """Spell a type as numpy does."""
    name: str = onnx.TensorProto.DataType.Name(number).lower()
    return {"float": "float32", "double": "float64", "undefined": ""}.get(name, name)
