"""Where the picture, its pixels and their coordinates run through a graph."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Literal

from edgeward.export.lint.graph import Graph, Node
from edgeward.export.lint.vocabulary import Kind, kind_of

Form = Literal["baked", "sampler", "segmenter"]
Precision = Literal["fp32", "fp16", "int8"]

# Order of a baked graph's outputs, for files that do not name them.
_BAKED_OUTPUTS = ("scores", "points", "grid")

# As many elements as the shape of a picture has; coordinates are more.
_SIDES = 4

_VALUE_KEPT: tuple[Kind, ...] = ("free", "move", "cast", "quantise")


@dataclass(frozen=True)
class Trace:
    """A graph and what was promised of it.

    Attributes:
        graph: as read from the file.
        form: which part of the network it holds.
        precision: of its weights.
        image_size: (H, W) of the only picture it takes, or None.

    Example:
        >>> cast = Node("Cast", "c", ("float",), ("int",))
        >>> reshape = Node("Reshape", "r", ("int", "shape"), ("points",))
        >>> graph = Graph("onnx", (cast, reshape), {}, {"x": "float"}, {"points": "points"})
        >>> Trace(graph, "baked", "fp32", None).root("points")
        'int'
    """

    graph: Graph
    form: Form
    precision: Precision
    image_size: tuple[int, int] | None

    @property
    def picture(self) -> str:
        """The tensor that holds the picture."""
        inputs = self.graph.inputs
        return inputs.get("picture", next(iter(inputs.values())))

    def output(self, name: str) -> str:
        """Find an output of a baked graph by its name, or else by its place."""
        outputs = self.graph.outputs
        if name in outputs or len(outputs) != len(_BAKED_OUTPUTS):
            return outputs.get(name, "")
        return tuple(outputs.values())[_BAKED_OUTPUTS.index(name)]

    def kind(self, node: Node) -> Kind:
        """Say what a node does; to take one row is no gather, and to take the only one, nothing."""
        kind = kind_of(self.graph.format, node.op)
        if kind == "gather" and self.graph.tensor(node.inputs[1]).rank == 0:
            kind = "move"
        takes = "gather" in node.op.lower() or "slice" in node.op.lower()
        if kind == "move" and takes and self._same_count(node) and self._drops_side(node):
            return "free"
        return kind

    def to_integer(self, node: Node) -> bool:
        """Whether a node makes integers of floating-point numbers."""
        made = self.graph.tensor(node.outputs[0]).dtype
        return (
            self.kind(node) == "cast"
            and "float" in self.graph.tensor(node.inputs[0]).dtype
            and made.startswith(("int", "uint"))
        )

    def root(self, name: str) -> str:
        """Go up to where the elements of a tensor were last changed, moved or converted."""
        maker = self.graph.makers.get(name)
        while maker is not None and self._keeps_all(maker):
            name = maker.inputs[0]
            maker = self.graph.makers.get(name)
        return name

    @cached_property
    def whole(self) -> dict[str, tuple[Node, ...]]:
        """The tensors that are the whole picture, each with the nodes that take it."""
        found: dict[str, tuple[Node, ...]] = {}
        waiting = [self.picture]
        while waiting:
            name = waiting.pop(0)
            if name in found:
                continue
            found[name] = self.graph.takers.get(name, ())
            waiting += [n.outputs[0] for n in found[name] if self._stays_whole(n, name)]
        return found

    @cached_property
    def gathers(self) -> tuple[Node, ...]:
        """The nodes that read pixels of the picture at coordinates."""
        reads: tuple[Kind, ...] = ("gather", "gather_nd", "grid_sample")
        return tuple(
            node
            for name, takers in self.whole.items()
            for node in takers
            if node.inputs[0] == name and self.kind(node) in reads
        )

    @cached_property
    def sample_gathers(self) -> tuple[Node, ...]:
        """The gathers of the pixels that are segmented; the others are of the thumbnail's."""
        read = {name for gather in self.gathers for name in gather.inputs}
        nodes = self.graph.above([self.output("scores")], stop=read.__contains__)
        return tuple(node for node in nodes if node in self.gathers)

    @cached_property
    def coordinates(self) -> tuple[Node, ...]:
        """The nodes that compute with coordinates, from where the network ends."""
        if self.form == "segmenter":
            return ()
        ends = list(self.graph.outputs.values())
        if self.form == "baked":
            ends = [self.output("grid"), self.output("points")]
            ends += [gather.inputs[1] for gather in self.gathers]
        return tuple(self.graph.above(ends, stop=self.precedes_coordinates))

    def is_size(self, name: str) -> bool:
        """Whether a tensor holds sides of the picture and what is computed of them alone."""
        maker, shape = self.graph.makers.get(name), self.graph.tensor(name).shape
        if maker is None or shape is None or len(shape) > 1 or None in shape:
            return False
        computed = self.graph.computed(maker)
        return self.kind(maker) == "shape" or (
            prod(s or 0 for s in shape) <= _SIDES
            and bool(computed)
            and all(map(self.is_size, computed))
        )

    def precedes_coordinates(self, name: str) -> bool:
        """Whether a tensor is what coordinates are made of: what the network says, or a size."""
        return self.is_size(name) or self._is_predicted(name)

    def feeds(self, name: str, what: Callable[[Node], bool]) -> Iterator[Node]:
        """Yield the nodes of a kind that a tensor is made of, sizes left out."""
        return filter(what, self.graph.above([name], stop=self.is_size))

    def _is_predicted(self, name: str) -> bool:
        """Whether a tensor is what the network says, at most moved or converted, or pixels."""
        maker = self.graph.makers.get(name)
        if maker is None:
            return False
        if maker in self.gathers or self.kind(maker) == "network":
            return True
        computed = self.graph.computed(maker)
        kept = self.kind(maker) in _VALUE_KEPT and bool(computed)
        return kept and all(map(self._is_predicted, computed))

    def _keeps_all(self, node: Node) -> bool:
        made, taken = (self.graph.tensor(n).dtype for n in (node.outputs[0], node.inputs[0]))
        same = made == taken != ""
        return self.kind(node) == "free" or (self.kind(node) == "cast" and same)

    def _same_count(self, node: Node) -> bool:
        """Whether a node's first input and output are equally large, as far as is known."""
        before, after = (self.graph.tensor(n).shape for n in (node.inputs[0], node.outputs[0]))
        if before is None or after is None:
            return False
        if None in before or None in after:
            return None in before and None in after
        return prod(s or 0 for s in before) == prod(s or 0 for s in after)

    def _drops_side(self, node: Node) -> bool:
        before, after = (self.graph.tensor(n).rank for n in (node.inputs[0], node.outputs[0]))
        return (after or 0) < (before or 0)

    def _stays_whole(self, node: Node, name: str) -> bool:
        ends: tuple[Kind, ...] = ("gather", "gather_nd", "grid_sample", "network", "shape")
        return node.inputs[0] == name and self.kind(node) not in ends and self._same_count(node)
