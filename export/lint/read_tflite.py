"""A TFLite file in the lint's form."""

from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.tools import flatbuffer_utils

from edgeward.export.lint.graph import Graph, Node, Tensor

# Where the index of EMBEDDING_LOOKUP stands, other lookups have their table.
_TABLE_LAST = ("EMBEDDING_LOOKUP",)


def read_tflite(path: Path) -> Graph:
    """Read a TFLite file; tensors are called "number name", for their names need not differ.

    Inputs and outputs have the names of the first signature. Nodes of other subgraphs come first,
    their tensors marked by the subgraph's number.

    Example:
        >>> import tempfile
        >>> from ai_edge_litert import schema_py_generated as schema
        >>> tensors = [schema.TensorT(name=name, shape=[2]) for name in "xy"]
        >>> relu = schema.OperatorT(inputs=[0], outputs=[1])
        >>> graph = schema.SubGraphT(tensors, inputs=[0], outputs=[1], operators=[relu])
        >>> code = schema.OperatorCodeT(builtinCode=schema.BuiltinOperator.RELU)
        >>> model = schema.ModelT(3, [code], [graph], buffers=[schema.BufferT()])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     flatbuffer_utils.write_model(model, f"{folder}/relu.tflite")
        ...     read_tflite(Path(folder) / "relu.tflite").nodes
        (Node(op='RELU', name='#1 y', inputs=('#0 x',), outputs=('#1 y',)),)
    """
    model = flatbuffer_utils.read_model(path)
    tensors: dict[str, Tensor] = {}
    nodes: list[Node] = []
    for number in reversed(range(len(model.subgraphs))):
        subgraph = model.subgraphs[number]
        names = [f"{number or ''}#{i} {_text(t.name)}" for i, t in enumerate(subgraph.tensors)]
        tensors |= {n: _tensor(model, t) for n, t in zip(names, subgraph.tensors, strict=True)}
        nodes += [_node(model, operator, names) for operator in subgraph.operators]
    inputs, outputs = _signature(model, names)
    return Graph("tflite", tuple(nodes), tensors, inputs, outputs)


def _text(name: bytes | str | None) -> str:
    return name.decode() if isinstance(name, bytes) else name or ""


def _signature(model: Any, names: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Map public names to tensors: the signature's, or the tensors' own where there is none."""
    main = model.subgraphs[0]
    if not model.signatureDefs:
        return {names[i]: names[i] for i in main.inputs}, {names[i]: names[i] for i in main.outputs}
    signature = model.signatureDefs[0]
    inputs, outputs = (
        {_text(entry.name): names[entry.tensorIndex] for entry in entries}
        for entries in (signature.inputs, signature.outputs)
    )
    return inputs, outputs


def _node(model: Any, operator: Any, names: list[str]) -> Node:
    inputs = tuple("" if i < 0 else names[i] for i in operator.inputs)
    outputs = tuple(names[i] for i in operator.outputs)
    op = _op(model, operator.opcodeIndex)
    return Node(op, outputs[0], inputs[::-1] if op in _TABLE_LAST else inputs, outputs)


def _op(model: Any, index: int) -> str:
    """Name an operator; a custom one as "CUSTOM:FlexErf"."""
    code = model.operatorCodes[index]
    name = flatbuffer_utils.opcode_to_name(model, index)
    return f"CUSTOM:{_text(code.customCode)}" if code.customCode else str(name)


def _tensor(model: Any, stored: Any) -> Tensor:
    dtype = flatbuffer_utils.type_to_name(stored.type).lower()
    sides = stored.shape if stored.shapeSignature is None else stored.shapeSignature
    shape = () if sides is None else tuple(None if side < 0 else int(side) for side in sides)
    data = model.buffers[stored.buffer].data
    value = None if data is None else _value(np.asarray(data), dtype, shape)
    return Tensor(dtype, shape, value)


def _value(data: Any, dtype: str, shape: tuple[int | None, ...]) -> Any:
    """Decode the bytes of a constant; packed or unknown types stay bytes."""
    if dtype not in ("float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool"):
        return data
    values = data.astype(np.uint8).view(dtype)
    return values.reshape(shape) if None not in shape else values
