"""The small common form of an exported graph that the lint's rules are written over."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from numpy.typing import NDArray


class Node(NamedTuple):
    """One operation.

    Attributes:
        op: its type as the format spells it; outside the format's own set with the set's name
            before it, as in "com.microsoft:QLinearAdd".
        name: of the operation, or of its first output where it has none.
        inputs: names of tensors; the value that is worked on comes first.
        outputs: names of tensors.
    """

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class Tensor(NamedTuple):
    """What is known of a tensor.

    Attributes:
        dtype: as numpy spells it ("bfloat16" and "int4" besides), or "" where unknown.
        shape: None for an open side; None as a whole where even the rank is unknown.
        value: of a constant.
    """

    dtype: str
    shape: tuple[int | None, ...] | None
    value: NDArray[Any] | None = None

    @property
    def rank(self) -> int | None:
        """Number of axes, if known."""
        return None if self.shape is None else len(self.shape)

    @property
    def is_open(self) -> bool:
        """Whether a side is left open."""
        return self.shape is not None and None in self.shape


UNKNOWN = Tensor("", None)


@dataclass(frozen=True)
class Graph:
    """An exported graph.

    Attributes:
        format: "onnx", "tflite" or "coreml".
        nodes: in an order in which they can run.
        tensors: by name.
        inputs: the tensor behind each public name, in order.
        outputs: the same.

    Example:
        >>> relu, neg = Node("Relu", "r", ("x",), ("y",)), Node("Neg", "n", ("y",), ("z",))
        >>> graph = Graph("onnx", (relu, neg), {}, {"x": "x"}, {"z": "z"})
        >>> [node.op for node in graph.above(["z"])]
        ['Neg', 'Relu']
    """

    format: str
    nodes: tuple[Node, ...]
    tensors: Mapping[str, Tensor]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]

    @cached_property
    def makers(self) -> Mapping[str, Node]:
        """The node that makes each tensor."""
        return {name: node for node in self.nodes for name in node.outputs}

    @cached_property
    def takers(self) -> Mapping[str, tuple[Node, ...]]:
        """The nodes that take each tensor."""
        found: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(node.inputs):
                found[name] = (*found.get(name, ()), node)
        return found

    def tensor(self, name: str) -> Tensor:
        """Look a tensor up; nothing is known of a name that the file says nothing of."""
        return self.tensors.get(name, UNKNOWN)

    def computed(self, node: Node) -> tuple[str, ...]:
        """List the inputs of a node that are no constants."""
        return tuple(n for n in node.inputs if n and self.tensor(n).value is None)

    def above(
        self, names: Iterable[str], *, stop: Callable[[str], bool] = lambda name: False
    ) -> Iterator[Node]:
        """Yield each node that tensors are made of, not looking beyond those that `stop` names."""
        waiting, seen = list(names), set[str]()
        while waiting:
            name = waiting.pop(0)
            node = self.makers.get(name)
            if node is None or name in seen or stop(name):
                continue
            if not seen.intersection(node.outputs):
                yield node
            seen.add(name)
            waiting += node.inputs
