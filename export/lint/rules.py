"""The rules: each looks at a traced graph and yields what it finds wrong."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np

from edgeward.export.lint.graph import Node, Tensor
from edgeward.export.lint.trace import Precision, Trace
from edgeward.export.lint.vocabulary import Kind, is_allowed

Severity = Literal["error", "note"]


class Finding(NamedTuple):
    """A trap in a file.

    Attributes:
        rule: name of the rule.
        where: name of the node or tensor, the first where several are meant.
        message: one sentence: what was found, why it is a trap, the way out.
        severity: an "error" breaks a promise; a "note" limits where the file runs.
    """

    rule: str
    where: str
    message: str
    severity: Severity = "error"


# Why a rule is there, and the way out.
_REASONS: Mapping[str, str] = {
    "flat-gather": "pixels are promised to be gathered from a table of rank 2 by a flat index of "
    "rank 1, the one form that delegates take; use the format's gather of edgeward.export.graph",
    "grid-sample": "runtimes disagree on the pixel that a fraction falls on, and few have it; "
    "gather by computed points",
    "index-type": "int16 wraps beyond 32767 pixels and int64 keeps delegates away; keep the index "
    "int32, and remove coremltools' pass add_int16_cast",
    "coordinates": "at 2710 pixels half precision moves 40 % of the samples; keep float32 from the "
    "sampler's last layer to the index",
    "rounding": "the contract is floor(x + 0.5), and round() goes to the even neighbour on some "
    "runtimes, up on others; write the floor and the half",
    "float-index": "float32 is exact below 2^24 = 16.7 million pixels alone; convert rows and "
    "columns to int32 before r * W + c",
    "points": "whoever interpolates the scores needs the very pixels that were gathered; output "
    "the int32 tensor that the index is computed from",
    "whole-picture": "one pass over all pixels costs more than the sampling; gather first, then "
    "convert and normalise the gathered pixels",
    "static-shape": "delegates refuse open sides, and coremltools makes their index int16; export "
    "for one size",
    "builtin-ops": "a runtime without them cannot load the file; express them in the format's own "
    "operations",
    "precision": "the file would not be what its manifest says; check the conversion",
}


def _finding(rule: str, where: str, found: str, severity: Severity = "error") -> Finding:
    return Finding(rule, where, f"{found}, but {_REASONS[rule]}.", severity)


def _count(things: Collection[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _flat_gather(trace: Trace) -> Iterator[Finding]:
    """The picture is read by a flat gather: not GatherND, and never not at all."""
    if trace.form != "baked":
        return
    if not trace.gathers:
        yield _finding("flat-gather", trace.picture, "No node gathers pixels of the picture")
    for gather in trace.gathers:
        table, index = map(trace.graph.tensor, gather.inputs[:2])
        ranks = table.rank in (2, None) and index.rank in (1, None)
        plain = gather.op.lower() == "gather"
        if not ranks or not (plain or is_allowed(trace.graph.format, "flat-gather", gather.op)):
            found = f"{gather.op} reads pixels of a rank-{table.rank} table by rank-{index.rank}"
            yield _finding("flat-gather", gather.name, f"{found} indices")


def _grid_sample(trace: Trace) -> Iterator[Finding]:
    """Nothing samples a grid, neither an operation nor what a converter makes of it."""
    for node in trace.graph.nodes:
        if trace.kind(node) == "grid_sample":
            yield _finding("grid-sample", node.name, f"{node.op} samples at fractions of pixels")
        elif _samples_features(trace, node):
            found = f"{node.op} reads at indices computed from floating-point coordinates"
            yield _finding("grid-sample", node.name, f"{found}, a grid sampling taken apart")


def _samples_features(trace: Trace, node: Node) -> bool:
    """Whether a gather from anything but the picture has an index made of predicted floats."""
    gathers: tuple[Kind, ...] = ("gather", "gather_nd")
    if trace.kind(node) not in gathers or node in trace.gathers:
        return False
    given = set(trace.graph.inputs.values())
    casts = trace.feeds(node.inputs[1], trace.to_integer)
    return any(given.intersection(n.inputs) for c in casts for n in trace.graph.above(c.outputs))


def _index_type(trace: Trace) -> Iterator[Finding]:
    """From the points to the gather every integer is int32."""
    tensors = [name for node in trace.coordinates for name in node.outputs]
    tensors += [gather.inputs[1] for gather in trace.gathers]
    for name in dict.fromkeys(tensors):
        dtype = trace.graph.tensor(name).dtype
        if dtype in ("int16", "uint16", "uint32", "int64", "uint64"):
            yield _finding("index-type", name, f"Pixel indices are {dtype}")
            return


def _coordinates(trace: Trace) -> Iterator[Finding]:
    """From the network's end to the points every number is float32."""
    wrong = ("float16", "bfloat16", "float64", "int8", "uint8")
    names = [n for node in trace.coordinates for n in (*node.outputs, *node.inputs)]
    dtypes = {n: trace.graph.tensor(n).dtype for n in names if not trace.precedes_coordinates(n)}
    found = [name for name, dtype in dtypes.items() if dtype in wrong]
    if found:
        what = f"Coordinates pass through {_list(dtypes[n] for n in found)}"
        yield _finding("coordinates", found[-1], f"{what} in {_count(found, 'place')}")


def _rounding(trace: Trace) -> Iterator[Finding]:
    """Coordinates become integers by floor(x + 0.5), and the index is computed of integers."""
    for cast in filter(trace.to_integer, trace.coordinates):
        yield from {f.where: f for f in _rounded(trace, cast.inputs[0])}.values()


def _rounded(trace: Trace, name: str) -> Iterator[Finding]:
    """Judge each value that a float tensor about to become an integer consists of."""
    maker = trace.graph.makers.get(name)
    if maker is None:
        return
    kind = trace.kind(maker)
    if kind == "floor":
        if not _adds_half(trace, maker.inputs[0]):
            yield _finding("rounding", maker.name, f"{maker.op} rounds down without + 0.5 before")
    elif kind == "round":
        yield _finding("rounding", maker.name, f"{maker.op} rounds coordinates")
    elif kind in ("add", "arithmetic"):
        yield _unrounded(trace, maker)
    elif kind == "network":
        yield _finding("rounding", maker.name, "A conversion to integers cuts coordinates off")
    else:
        for taken in trace.graph.computed(maker):
            yield from _rounded(trace, taken)


def _unrounded(trace: Trace, node: Node) -> Finding:
    """Tell float index arithmetic, which follows the rounding, from a missing rounding."""

    def rounds(other: Node) -> bool:
        return trace.kind(other) in ("floor", "round") or _from_integer(trace, other)

    if any(trace.feeds(node.outputs[0], rounds)):
        return _finding("float-index", node.name, f"{node.op} computes the index in floats")
    return _finding("rounding", node.name, "A conversion to integers cuts coordinates off")


def _from_integer(trace: Trace, node: Node) -> bool:
    taken, made = (trace.graph.tensor(n).dtype for n in (node.inputs[0], node.outputs[0]))
    return trace.kind(node) == "cast" and taken.startswith("int") and "float" in made


def _adds_half(trace: Trace, name: str) -> bool:
    maker = trace.graph.makers.get(name)
    while maker is not None and trace.kind(maker) in ("free", "move"):
        maker = trace.graph.makers.get(maker.inputs[0])
    if maker is None or trace.kind(maker) != "add":
        return False
    values = (trace.graph.tensor(n).value for n in maker.inputs)
    return any(v is not None and v.dtype.kind == "f" and bool((v == 0.5).all()) for v in values)


def _points(trace: Trace) -> Iterator[Finding]:
    """`points` are int32, and the segmented pixels are gathered at them, not at other values."""
    if trace.form != "baked":
        return
    given = trace.output("points")
    dtype = trace.graph.tensor(given).dtype
    if dtype != "int32":
        yield _finding("points", given or "points", f"Output `points` is {dtype or 'missing'}")
    for gather in trace.sample_gathers:
        if not _gathers_at(trace, gather.inputs[1], given):
            yield _finding(
                "points", gather.name, f"{gather.op} reads at other values than `points`"
            )


def _gathers_at(trace: Trace, index: str, points: str) -> bool:
    """Whether an index is computed of the points alone."""
    fixed, root = trace.graph.tensor(index), trace.root(points)
    if fixed.value is not None:
        return _same_pixels(trace, fixed, trace.graph.tensor(root))

    def stop(name: str) -> bool:
        return trace.is_size(name) or trace.root(name) == root

    nodes = tuple(trace.graph.above([index], stop=stop))
    reached = trace.root(index) == root or any(
        trace.root(name) == root for node in nodes for name in node.inputs
    )
    return reached and not any(map(trace.to_integer, nodes))


def _same_pixels(trace: Trace, index: Tensor, points: Tensor) -> bool:
    """Compare a constant index with constant points, where the picture's width is known."""
    width = _sides(trace)[1]
    if index.value is None or points.value is None or width is None:
        return False
    flat = points.value[..., 0].astype(np.int64) * width + points.value[..., 1]
    return bool(np.array_equal(flat.ravel(), index.value.ravel()))


def _sides(trace: Trace) -> tuple[int | None, int | None]:
    """Read (H, W) off the shape of the picture, (H, W, 3) or (1, 3, H, W)."""
    shape = trace.graph.tensor(trace.picture).shape
    if shape is None or len(shape) < 3:
        return (None, None)
    planes = len(shape) == 4 and shape[1] == 3
    height, width = shape[-2:] if planes else shape[-3:-1]
    return height, width


def _whole_picture(trace: Trace) -> Iterator[Finding]:
    """The whole picture is reshaped, measured and gathered from, nothing else."""
    if trace.form != "baked":
        return
    harmless: tuple[Kind, ...] = ("free", "gather", "gather_nd", "grid_sample", "shape")
    found = [
        node
        for takers in trace.whole.values()
        for node in takers
        if trace.kind(node) not in harmless
        and not is_allowed(trace.graph.format, "whole-picture", node.op)
    ]
    if found:
        what = f"The whole picture goes through {_list(n.op for n in found)}"
        yield _finding("whole-picture", found[0].name, what)


def _static_shape(trace: Trace) -> Iterator[Finding]:
    """Every side is fixed, but for a baked ONNX file of any picture size."""
    if trace.form == "baked" and trace.graph.format == "onnx" and trace.image_size is None:
        return
    inputs, outputs = trace.graph.inputs.values(), trace.graph.outputs.values()
    names = [*inputs, *outputs, *(n for node in trace.graph.nodes for n in node.outputs)]
    open_sides = [n for n in dict.fromkeys(names) if trace.graph.tensor(n).is_open]
    if open_sides:
        what = f"Sides are open in {_count(open_sides, 'tensor')}"
        yield _finding("static-shape", open_sides[0], what)
    elif trace.form == "baked" and trace.image_size not in (None, _sides(trace)):
        what = f"The file takes pictures of {_sides(trace)} instead of {trace.image_size}"
        yield _finding("static-shape", trace.picture, what)


def _builtin_ops(trace: Trace) -> Iterator[Finding]:
    """All operations are of the format's own set."""
    foreign = [node for node in trace.graph.nodes if trace.kind(node) == "custom"]
    for domain in dict.fromkeys(node.op.partition(":")[0] for node in foreign):
        nodes = [node for node in foreign if node.op.partition(":")[0] == domain]
        allowed = is_allowed(trace.graph.format, "builtin-ops", domain, trace.precision)
        what = f"{_count(nodes, 'node')} outside the format's own set: {_list(n.op for n in nodes)}"
        yield _finding("builtin-ops", nodes[0].name, what, "note" if allowed else "error")


def _precision(trace: Trace) -> Iterator[Finding]:
    """The file holds numbers of the precision it is said to have."""
    tensors = trace.graph.tensors.items()
    weights = {tensor.dtype for _, tensor in tensors if tensor.value is not None}
    finer = ("float16", "bfloat16", "float64", "int8", "int4")
    found = {name: tensor.dtype for name, tensor in tensors if tensor.dtype in finer}
    if trace.precision == "fp32" and found:
        what = f"An fp32 file holds {_list(found.values())} in {_count(found, 'tensor')}"
        yield _finding("precision", next(iter(found)), what)
    if weights.isdisjoint(_WEIGHTS[trace.precision]):
        where = next(iter(trace.graph.outputs))
        yield _finding("precision", where, f"No weights of the file are {trace.precision}")


_WEIGHTS: Mapping[Precision, frozenset[str]] = {
    "fp32": frozenset({"float32"}),
    "fp16": frozenset({"float16"}),
    "int8": frozenset({"int8", "uint8", "int4"}),
}

RULES: tuple[Callable[[Trace], Iterator[Finding]], ...] = (
    _flat_gather,
    _grid_sample,
    _index_type,
    _coordinates,
    _rounding,
    _points,
    _whole_picture,
    _static_shape,
    _builtin_ops,
    _precision,
)
