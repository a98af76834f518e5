"""Operations of an ONNX graph, node by node, for inputs of a fixed size.

A multiply-add counts as two, anything else as one: a sum, product, division, comparison, choice,
rounding, and a function such as exp, erf, pow or sqrt. Integers count like floats.

- Taps on padding count, and those of a transposed convolution that are cropped.
- A bias is free: adding n products to it takes n products and n sums.
- Nodes whose inputs are all constants are free: engines run them once, at load. With the sizes
  fixed, whatever follows from shapes alone is one of them.
- QuantizeLinear and DequantizeLinear count where they stand; engines that fuse them do less.

Manifests of bundles are counted with torch's `FlopCounterMode`, which finds the same multiply-adds
but for what a model computes and nothing uses: exporting leaves that out. (Of the CPU's fused
attention torch 2.14 counts nothing; manifests have it as plain products.)
"""

from collections.abc import Callable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import onnx
from onnx import inliner, shape_inference

from edgeward.errors import BadInput


class NodeCost(NamedTuple):
    """What a node costs: `multiply_adds` in convolutions and matrix products, and all `other`."""

    name: str
    op: str
    multiply_adds: int
    other: int


class Flops(NamedTuple):
    """What several nodes cost together."""

    multiply_adds: int
    other: int

    @property
    def flops(self) -> int:
        """All operations; a multiply-add counts as two."""
        return 2 * self.multiply_adds + self.other


class _Shapes(dict[str, tuple[int, ...]]):
    def __missing__(self, tensor: str) -> NoReturn:
        raise BadInput(f"Expected fixed shapes, but that of {tensor!r} is open; simplify the file.")


class _Node:
    def __init__(self, proto: Any, shapes: _Shapes):
        self.inputs, self.outputs, self.shapes = proto.input, proto.output, shapes
        self.attributes = {a.name: onnx.helper.get_attribute_value(a) for a in proto.attribute}
        own = proto.domain in ("", "ai.onnx")
        self.op: str = proto.op_type if own else f"{proto.domain}:{proto.op_type}"
        self.name: str = proto.name or proto.output[0]

    def input(self, index: int) -> tuple[int, ...]:
        return self.shapes[self.inputs[index]]

    @property
    def output(self) -> tuple[int, ...]:
        return self.shapes[self.outputs[0]]


_Formula = Callable[[_Node], int]


def _each(operations: int) -> _Formula:
    """So many per element of the output, whose shape may be unknown if there are none."""
    return lambda n: operations * prod(n.output) if operations else 0


def _resize(node: _Node) -> int:
    """A sum of weighted taps, the weights being known with the sizes; a single tap has none."""
    if node.attributes.get("antialias"):
        raise BadInput(f"Expected no antialias, but the Resize {node.name!r} has it; leave it out.")
    axes = sum(a != b for a, b in zip(node.input(0), node.output, strict=True))
    mode = node.attributes.get("mode", b"nearest")
    taps = {b"nearest": 1, b"linear": 2, b"cubic": 4}[mode] ** axes
    return prod(node.output) * (2 * taps - 1 if taps > 1 else 0)


# A convolution's weights are (outputs, inputs of a group, *kernel): an output sums over one row. Of
# a transposed one they are (inputs, outputs of a group, *kernel): an input is spread by one row.
_MULTIPLY_ADDS: Mapping[str, _Formula] = {
    "Conv": lambda n: prod(n.output) * prod(n.input(1)[1:]),
    "ConvTranspose": lambda n: prod(n.input(0)) * prod(n.input(1)[1:]),
    "Gemm": lambda n: prod(n.output) * n.input(0)[0 if n.attributes.get("transA") else 1],
    "MatMul": lambda n: prod(n.output) * n.input(0)[-1],
}

_FORMULAS: Mapping[str, _Formula] = {
    # Elements change place, shape or type; nothing is computed.
    "Cast Concat Constant ConstantOfShape DepthToSpace Dropout Expand Flatten Gather GatherElements"
    " GatherND Identity Pad Reshape Shape Size Slice SpaceToDepth Split Squeeze Tile Transpose"
    " Unsqueeze": _each(0),
    "Abs Add Ceil Div Equal Erf Exp Floor Greater Less Log Mul Neg Pow Range Reciprocal Relu Round"
    " Sqrt Sub Tanh Where": _each(1),
    "BatchNormalization DequantizeLinear": _each(2),  # scale and shift
    "Clip LeakyRelu PRelu": _each(2),  # two comparisons; a comparison and a product
    "HardSigmoid Sigmoid": _each(4),  # scale, shift, two comparisons; 1 / (1 + exp(-x))
    "Gelu HardSwish": _each(5),  # x * 0.5 * (1 + erf(x * sqrt(0.5))); x * HardSigmoid(x)
    "QuantizeLinear": _each(5),  # scale, rounding, shift, two comparisons
    "Softmax": _each(5),  # greatest, less it, exp, sum, over it
    # Sum, less the mean, square, sum, over the root, scale, shift; what is once a row is left out.
    "InstanceNormalization LayerNormalization": _each(7),
    # To make one of n takes n - 1 comparisons or sums, and a mean one division more.
    "MaxPool": lambda n: prod(n.output) * (prod(n.attributes["kernel_shape"]) - 1),
    "AveragePool": lambda n: prod(n.output) * prod(n.attributes["kernel_shape"]),
    "Max Min Sum": lambda n: prod(n.output) * (len(n.inputs) - 1),
    "ArgMax GlobalMaxPool ReduceMax ReduceSum": lambda n: prod(n.input(0)) - prod(n.output),
    "GlobalAveragePool ReduceMean": lambda n: prod(n.input(0)),
    # Factors, where they are not 1; the products are counted above.
    "Gemm": lambda n: prod(n.output) * sum(n.attributes.get(f, 1) != 1 for f in ("alpha", "beta")),
    "ReduceL2": lambda n: 2 * prod(n.input(0)),  # squares, their sum, its root
    "Resize": _resize,
}
_OTHER = {op: formula for ops, formula in _FORMULAS.items() for op in ops.split()}


def count(
    model: str | Path | onnx.ModelProto, *, sizes: Mapping[str, int] | None = None
) -> tuple[NodeCost, ...]:
    """Count the operations of every node; functions that the file defines are inlined.

    Args:
        model: a graph, or its file.
        sizes: what to take for symbolic dimensions.

    Raises:
        BadInput: a dimension is open, or there is no formula for an operator, such as `If` and
            `Loop`, whose graphs run as often as values say.
        OSError: the file cannot be read.

    Example:
        >>> text = '<ir_version: 8, opset_import: ["": 18]> f (float[2,3] x, float[3,4] w)'
        >>> text += "=> (float[2,4] z) { y = MatMul(x, w) z = Relu(y) }"
        >>> [(cost.multiply_adds, cost.other) for cost in count(onnx.parser.parse_model(text))]
        [(24, 0), (0, 8)]
    """
    graph = _settle(model if isinstance(model, onnx.ModelProto) else onnx.load(model), sizes or {})
    constants = {c.name for c in graph.initializer}
    shapes = _shapes(graph)
    costs = []
    for node in (_Node(proto, shapes) for proto in graph.node):
        formulas = _formulas(node)
        free = node.op in ("Shape", "Size") or constants.issuperset(filter(None, node.inputs))
        if free:
            constants.update(node.outputs)
        costs.append(NodeCost(node.name, node.op, *(0 if free else f(node) for f in formulas)))
    return tuple(costs)


def summed(costs: Sequence[NodeCost]) -> Flops:
    """Add up what nodes cost.

    Example:
        >>> summed([NodeCost("y", "MatMul", 24, 0), NodeCost("z", "Relu", 0, 8)]).flops
        56
    """
    return Flops(sum(c.multiply_adds for c in costs), sum(c.other for c in costs))


def _settle(model: Any, sizes: Mapping[str, int]) -> Any:
    """Return the graph with the inputs' sizes fixed and all shapes that follow from them."""
    model = inliner.inline_local_functions(model)
    for value in model.graph.input:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in sizes:
                dim.dim_value = sizes[dim.dim_param]
            if not dim.HasField("dim_value"):
                raise BadInput(
                    f"Expected a fixed size, but {dim.dim_param!r} of the input {value.name!r} is "
                    "symbolic; export with a fixed size, or give it in sizes."
                )
    return shape_inference.infer_shapes(model, data_prop=True).graph


def _shapes(graph: Any) -> _Shapes:
    shapes = _Shapes((constant.name, tuple(constant.dims)) for constant in graph.initializer)
    for value in (*graph.value_info, *graph.input, *graph.output):
        dims = value.type.tensor_type.shape.dim
        if value.type.tensor_type.HasField("shape") and all(d.HasField("dim_value") for d in dims):
            shapes[value.name] = tuple(d.dim_value for d in dims)
    return shapes


def _formulas(node: _Node) -> list[_Formula]:
    if node.op not in _MULTIPLY_ADDS and node.op not in _OTHER:
        raise BadInput(
            f"Expected operators with a formula, but {node.op} at {node.name!r} has none; add one."
        )
    return [table.get(node.op, _each(0)) for table in (_MULTIPLY_ADDS, _OTHER)]
