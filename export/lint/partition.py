"""Who will run what: how a graph falls apart between an accelerator and the CPU."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from edgeward.export.lint.check import read
from edgeward.export.lint.graph import Graph, Node

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Delegate(NamedTuple):
    """What an accelerator's software takes, from one file of `delegates/`.

    Attributes:
        name: of the delegate or execution provider.
        format: of the files it runs.
        source: where the lists stand, with commit or version.
        dynamic: whether it takes nodes with open sides.
        dtypes: of the value that a node works on.
        ops: what it takes.
        fused: what it takes together with the node before it.
        types: data types of operations that differ from `dtypes`.
        refused: where the source lists this instead: what it does not take.
    """

    name: str
    format: str
    source: str
    dynamic: bool = True
    dtypes: Sequence[str] = ()
    ops: Sequence[str] = ()
    fused: Sequence[str] = ()
    types: Mapping[str, Sequence[str]] = MappingProxyType({})
    refused: Sequence[str] = ()


class Coverage(NamedTuple):
    """What a delegate is expected to take of a graph.

    Attributes:
        delegate: its name.
        supported: nodes it takes.
        total: nodes of the graph.
        partitions: pieces that these nodes form; between two of them the CPU works.
        unsupported: the operations left to the CPU, each with its data type where that is why.
        source: of the lists.
    """

    delegate: str
    supported: int
    total: int
    partitions: int
    unsupported: tuple[str, ...]
    source: str


def partitions(path: str | PathLike[str]) -> tuple[Coverage, ...]:
    """Expect how much of a file each delegate of its format takes, and in how many pieces.

    It is an expectation from lists of operations, data types and open sides in the delegates'
    sources, not a run: versions, attributes and devices can make it fewer, fusions other counts.

    Args:
        path: an .onnx or .tflite file or an .mlpackage.

    Raises:
        BadInput: the suffix is none of these.

    Example:
        >>> import onnx, tempfile
        >>> from onnx import helper
        >>> image = [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, [1]) for n in "xy"]
        >>> nodes = [helper.make_node("Relu", ["x"], ["r"]), helper.make_node("Mish", ["r"], ["y"])]
        >>> model = helper.make_model(helper.make_graph(nodes, "g", image[:1], image[1:]))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     onnx.save(model, f"{folder}/small.onnx")
        ...     found = {c.delegate: c for c in partitions(f"{folder}/small.onnx")}
        >>> nnapi = found["ONNX Runtime NNAPI EP"]
        >>> nnapi.supported, nnapi.total, nnapi.partitions, nnapi.unsupported
        (1, 2, 1, ('Mish',))
    """
    graph = read(path)
    return tuple(coverage(graph, d) for d in delegates() if d.format == graph.format)


@cache
def delegates() -> tuple[Delegate, ...]:
    """Read the lists of all delegates.

    Example:
        >>> sorted({delegate.format for delegate in delegates()})
        ['coreml', 'onnx', 'tflite']
    """
    files = sorted(Path(__file__).with_name("delegates").glob("*.toml"))
    return tuple(Delegate(**tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def coverage(graph: Graph, delegate: Delegate) -> Coverage:
    """Expect what one delegate takes of a graph.

    Example:
        >>> graph = Graph("onnx", (Node("Relu", "r", ("x",), ("y",)),), {}, {"x": "x"}, {"y": "y"})
        >>> coverage(graph, Delegate("none", "onnx", "nowhere")).unsupported
        ('Relu',)
    """
    reasons: dict[Node, str] = {}
    for node in graph.nodes:
        maker = graph.makers.get(node.inputs[0]) if node.inputs else None
        fuses = node.op in delegate.fused and maker is not None and not reasons[maker]
        reasons[node] = "" if fuses else _refusal(graph, node, delegate)
    taken = {node for node, reason in reasons.items() if not reason}
    left = tuple(sorted({reason for reason in reasons.values() if reason}))
    pieces = sum(1 for _ in _pieces(graph, taken.__contains__))
    return Coverage(delegate.name, len(taken), len(graph.nodes), pieces, left, delegate.source)


def _refusal(graph: Graph, node: Node, delegate: Delegate) -> str:
    """Say what keeps a delegate from a node: the operation, its data type, or nothing ("")."""
    takes_rest = bool(delegate.refused)
    if node.op in delegate.refused or not (takes_rest or node.op in delegate.ops):
        return node.op
    computed = graph.computed(node) or node.outputs
    dtype = graph.tensor(computed[0]).dtype
    accepted = delegate.types.get(node.op, delegate.dtypes)
    if accepted and dtype and dtype not in accepted:
        return f"{node.op} of {dtype}"
    touched = (*node.inputs, *node.outputs)
    if not delegate.dynamic and any(graph.tensor(name).is_open for name in touched):
        return f"{node.op} with open sides"
    return ""


def _pieces(graph: Graph, taken: Callable[[Node], bool]) -> Iterator[list[Node]]:
    """Run the graph greedily, as runtimes do: all that the CPU can, then all that the delegate can.

    Yields:
        The nodes of each turn of the delegate.
    """
    waiting = list(graph.nodes)
    missing = {name for node in waiting for name in node.outputs}
    turn = False
    while waiting:
        ran: dict[Node, None] = {}
        for node in waiting:
            if taken(node) == turn and missing.isdisjoint(node.inputs):
                missing.difference_update(node.outputs)
                ran[node] = None
        waiting = [node for node in waiting if node not in ran]
        if turn and ran:
            yield list(ran)
        turn = not turn
