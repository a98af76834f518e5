"""An ONNX file of a segmenter -> the graphs of a bundle: normalisation, sampling, scores."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import (
    TensorProto,
    checker,
    compose,
    helper,
    inliner,
    parser,
    shape_inference,
    version_converter,
)
from torch import Tensor, nn

from edgeward.errors import BadInput
from edgeward.export.converter import ExportError, reason_of
from edgeward.export.graph import BakedGraph, Graph
from edgeward.export.onnx_model import LAYOUT, OPSET, forget_origin, simplify, to_model
from edgeward.models import AdaptiveSegmenter
from edgeward.models.adaptive import MEAN, STD
from edgeward.models.segmenters.full_size import to_full_size

Channels = tuple[float, float, float]
Size = tuple[int, int]

# The version of ONNX's file format that came with OPSET.
IR = 8


class Wrapped(NamedTuple):
    """What an ONNX file became.

    Attributes:
        segmenter: maps `pixels`, uint8 (h, w, 3), to `scores`, float32 (h, w, classes).
        baked: maps `picture`, uint8 (H, W, 3), to `scores`, `points` and `grid`: a `BakedGraph`.
        classes: number of classes that it scores.
        reference: what both are verified against: the model whose sampling it is, with ONNX
            Runtime running the file as it was.
    """

    segmenter: onnx.ModelProto
    baked: onnx.ModelProto
    classes: int
    reference: AdaptiveSegmenter


def wrap_onnx(
    path: str | Path,
    model: AdaptiveSegmenter,
    *,
    mean: Channels = MEAN,
    std: Channels = STD,
    image_size: Size | None = None,
) -> Wrapped:
    """Put the sampling of a model in front of somebody's segmenter.

    Args:
        path: of a file with one input, normalised float32 (1, 3, h, w) in RGB, and one output,
            scores float32 (1, classes, h', w'). Batch, h and w may be symbolic. Scores that are
            smaller than the input are resized bilinearly between pixel centres.
        model: in eval mode; its sampler and its sample size (h, w) are taken, and its segmenter
            is not.
        mean: of the RGB channels in [0, 1] that the file expects.
        std: of the RGB channels in [0, 1], likewise.
        image_size: (H, W) of the only picture that `baked` will take, or None for any.

    Returns:
        Graphs of the file's opset, or of this package's if that is higher; without metadata.

    Raises:
        BadInput: the file is no ONNX, or no such segmenter of that size.
        ExportError: ONNX's tools cannot bring the file to that opset and size.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> uniform = AdaptiveSegmenter(None, nn.Identity(), sample_size=(32, 48)).eval()
        >>> with TemporaryDirectory() as folder:
        ...     path = f"{folder}/halves.onnx"
        ...     onnx.save(
        ...         parser.parse_model(
        ...             '''<ir_version: 8, opset_import: ["" : 18]>
        ...             halves (float[1,3,h,w] x) => (float[1,3,i,j] y) {
        ...                 y = AveragePool<kernel_shape = [2, 2], strides = [2, 2]>(x)
        ...             }'''
        ...         ),
        ...         path,
        ...     )
        ...     wrapped = wrap_onnx(path, uniform)
        >>> wrapped.classes, [output.name for output in wrapped.baked.graph.output]
        (3, ['scores', 'points', 'grid'])
    """
    size = model.sample_size
    file = _read(path)
    _check_ports(file.graph, path)
    _check_input(_dims(file.graph.input[0]), size, path)
    reference = _Swapped(model, _file_runner(path, size, mean, std)).eval()
    network = _settle(file, size, path)
    shape = _dims(network.graph.output[0])
    _check_scores(shape, size, path)
    segmenter = _join([_before(network, size, mean, std), network, _after(network, size)])
    baked = _join([_match(_front(model, image_size), network), segmenter])
    outputs = {output.name: output for output in baked.graph.output}
    del baked.graph.output[:]
    baked.graph.output.extend(outputs[name] for name in BakedGraph.gives)
    return Wrapped(segmenter, baked, int(shape[1] or 0), reference)


class _Swapped(AdaptiveSegmenter):
    """The sampling of a model, with something else than torch where its segmenter was."""

    def __init__(self, model: AdaptiveSegmenter, segment: Callable[[Tensor], Tensor]):
        super().__init__(model.sampler, nn.Identity(), sample_size=model.sample_size)
        self.mean, self.std, self._segment = model.mean, model.std, segment

    def segment(self, pixels: Tensor) -> Tensor:
        """Map uint8 sampled pixels (N, h, w, 3) to (N, K, h, w)."""
        return self._segment(pixels)


class FileSegmenter(_Swapped):
    """A model whose segmenter is an ONNX file; see `wrap_onnx` for the arguments.

    Attributes:
        classes: number of classes that the file scores.
    """

    def __init__(
        self,
        path: str | Path,
        model: AdaptiveSegmenter,
        *,
        mean: Channels = MEAN,
        std: Channels = STD,
    ):
        graph = _read(path).graph
        _check_ports(graph, path)
        _check_input(_dims(graph.input[0]), model.sample_size, path)
        super().__init__(model, _file_runner(path, model.sample_size, mean, std))
        self._wrap = partial(wrap_onnx, path, model, mean=mean, std=std)
        self.classes = self.segment(torch.zeros(1, *model.sample_size, 3)).shape[1]

    def wrap(self, graph: Graph) -> onnx.ModelProto:
        """Return the model of a baked or a segmenter graph, with the file as it is inside."""
        if isinstance(graph, BakedGraph):
            return self._wrap(image_size=graph.image_size).baked
        return self._wrap().segmenter


def _front(model: AdaptiveSegmenter, image_size: Size | None) -> onnx.ModelProto:
    """Export what comes before a segmenter: `picture` to `pixels`, `points` and `grid`."""
    sampling = _Swapped(model, lambda pixels: pixels.permute(0, 3, 1, 2)).eval()
    front = to_model(BakedGraph(sampling, LAYOUT, image_size).eval())
    return _prefixed(front, "sampling/", {"scores": "pixels"})


def _file_runner(
    path: str | Path, size: Size, mean: Channels, std: Channels
) -> Callable[[Tensor], Tensor]:
    """Run a file as it is; `AdaptiveSegmenter.segment`, with a normalisation of its own."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what it has to say is in its exceptions
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        name = session.get_inputs()[0].name
        session.run(None, {name: np.zeros((1, 3, *size), np.float32)})
    except Exception as error:  # its exceptions share no other base
        raise ExportError(
            f"Expected a file that ONNX Runtime can run on {_by(size)} pixels, but of "
            f"{str(path)!r} it says: {reason_of(error)}"
        ) from error

    def segment(pixels: Tensor) -> Tensor:
        values = (pixels.float() / 255 - torch.tensor(mean)) / torch.tensor(std)
        planes = values.permute(0, 3, 1, 2).contiguous()
        scores = [session.run(None, {name: one[None].numpy()})[0] for one in planes]
        return to_full_size(torch.from_numpy(np.concatenate(scores)), planes)

    return segment


def _read(path: str | Path) -> onnx.ModelProto:
    try:
        model: onnx.ModelProto = onnx.load(path)
        checker.check_model(model)
    except FileNotFoundError as error:
        raise BadInput(f"Expected an ONNX file, but there is no {error.filename!r}.") from error
    except Exception as error:  # the disk, protobuf and the checker raise kinds of their own
        raise BadInput(
            f"Expected an ONNX file, but cannot read {str(path)!r}: {reason_of(error)}."
        ) from error
    # Files of the first IR versions list their weights among the inputs.
    weights = {weight.name for weight in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    model.ir_version = max(model.ir_version, IR)
    return model


def _settle(model: onnx.ModelProto, size: Size, path: str | Path) -> onnx.ModelProto:
    """Bring a file to one opset and to one size, from `planes` to `small`."""
    _fix_input(model.graph, size)
    try:
        model = inliner.inline_local_functions(model)
        if _opset(model) < OPSET:
            # Some operators change in a way that depends on their input's shape.
            model = shape_inference.infer_shapes(model, data_prop=True)
            model = version_converter.convert_version(model, OPSET)
        model = simplify(model)
        model = shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:  # each of ONNX's tools raises kinds of its own
        raise ExportError(
            f"Expected an ONNX file that its tools can bring to opset {OPSET} and to an input of "
            f"{_by(size)}, but {str(path)!r} fails: {reason_of(error)}; export it anew so."
        ) from error
    forget_origin(model)
    ports = {model.graph.input[0].name: "planes", model.graph.output[0].name: "small"}
    return _prefixed(model, "segmenter/", ports)


def _fix_input(graph: onnx.GraphProto, size: Size) -> None:
    """Write (1, 3, h, w) where sizes were symbolic, and forget what followed from the symbols."""
    taken = graph.input[0]
    taken.CopyFrom(helper.make_tensor_value_info(taken.name, TensorProto.FLOAT, (1, 3, *size)))
    del graph.value_info[:]
    for side in graph.output[0].type.tensor_type.shape.dim:
        side.Clear()


def _check_ports(graph: onnx.GraphProto, path: str | Path) -> None:
    for what, values in ("input", graph.input), ("output", graph.output):
        if len(values) != 1:
            names = ", ".join(repr(value.name) for value in values)
            raise BadInput(
                f"Expected one {what} in {str(path)!r}, but got {len(values)}: {names}; "
                "export the segmenter alone."
            )
        kind = values[0].type.tensor_type.elem_type
        if kind != TensorProto.FLOAT:
            raise BadInput(
                f"Expected a float32 {what} in {str(path)!r}, but {values[0].name!r} is "
                f"{TensorProto.DataType.Name(kind).lower()}; export normalised pictures to "
                "scores, without casts or argmax."
            )


def _check_input(shape: list[int | None], size: Size, path: str | Path) -> None:
    if len(shape) != 4 or shape[0] not in (None, 1) or shape[1] not in (None, 3):
        raise BadInput(
            f"Expected an input of (1, 3, h, w) in {str(path)!r}, but got {_shown(shape)}; "
            "export it for one RGB picture with its channels first."
        )
    if any(given not in (None, side) for given, side in zip(shape[2:], size, strict=True)):
        raise BadInput(
            f"Expected an input of {_by(size)} in {str(path)!r}, but got {_shown(shape)}; "
            "give its size with --size, or export it for that size."
        )


def _check_scores(shape: list[int | None], size: Size, path: str | Path) -> None:
    if len(shape) != 4 or shape[0] not in (None, 1):
        raise BadInput(
            f"Expected scores of (1, classes, h, w) from {str(path)!r}, but got {_shown(shape)}; "
            "export one score per class and pixel."
        )
    if None in shape:
        raise BadInput(
            f"Expected sizes that follow from the input's, but the scores of {str(path)!r} are "
            f"{_shown(shape)}; export it with fixed sizes."
        )
    if any(found > side for found, side in zip(shape[2:], size, strict=True) if found):
        raise BadInput(
            f"Expected scores of at most {_by(size)} from {str(path)!r}, the input's size, but "
            f"got {_shown(shape)}; export them at that size."
        )


def _before(model: onnx.ModelProto, size: Size, mean: Channels, std: Channels) -> onnx.ModelProto:
    """Build `pixels` to `planes`, bit for bit as `AdaptiveSegmenter.normalise` does."""
    height, width = size
    text = f"""
    before (uint8[{height},{width},3] pixels) => (float[1,3,{height},{width}] planes)
    <float[1] white = {{255}}, float[3] mean = {_values(mean)}, float[3] std = {_values(std)},
     int64[1] first = {{0}}>
    {{
        bytes = Cast<to: int = {TensorProto.FLOAT}>(pixels)
        unit = Div(bytes, white)
        centred = Sub(unit, mean)
        rows = Div(centred, std)
        channels = Transpose<perm: ints = [2, 0, 1]>(rows)
        planes = Unsqueeze(channels, first)
    }}"""
    return _parse(text, model, "before/")


def _after(model: onnx.ModelProto, size: Size) -> onnx.ModelProto:
    """Build `small` to `scores`, of the size of the input."""
    height, width = size
    _, classes, rows, cols = _dims(model.graph.output[0])
    full, resize = "small", ""
    if (rows, cols) != size:
        full = "full"
        resize = f"""
        sizes = Constant<value_ints: ints = [1, {classes}, {height}, {width}]>()
        full = Resize<mode: string = "linear",
            coordinate_transformation_mode: string = "half_pixel">(small, , , sizes)"""
    text = f"""
    after (float[1,{classes},{rows},{cols}] small) => (float[{height},{width},{classes}] scores)
    <int64[1] first = {{0}}>
    {{{resize}
        planes = Squeeze({full}, first)
        scores = Transpose<perm: ints = [1, 2, 0]>(planes)
    }}"""
    return _parse(text, model, "after/")


def _values(numbers: Iterable[float]) -> str:
    return f"{{{', '.join(map(repr, numbers))}}}"


def _parse(text: str, model: onnx.ModelProto, prefix: str) -> onnx.ModelProto:
    """Make a part that joins a model."""
    head = f'<ir_version: {model.ir_version}, opset_import: ["" : {_opset(model)}]>'
    return _prefixed(parser.parse_model(head + text), prefix)


def _prefixed(
    model: onnx.ModelProto, prefix: str, ports: Mapping[str, str] | None = None
) -> onnx.ModelProto:
    """Prefix all names of a model but those of its inputs and outputs, which may get others."""
    graph = model.graph
    kept = {port.name: port.name for port in (*graph.input, *graph.output)} | dict(ports or {})
    prefixed: onnx.ModelProto = compose.add_prefix(model, prefix)
    _rename(prefixed.graph, {prefix + old: new for old, new in kept.items()})
    return prefixed


def _rename(graph: onnx.GraphProto, names: Mapping[str, str]) -> None:
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    for value in (*graph.input, *graph.output, *graph.initializer):
        value.name = names.get(value.name, value.name)


def _join(parts: Sequence[onnx.ModelProto]) -> onnx.ModelProto:
    """Feed the outputs of each part to the inputs of the same name of the next."""
    joined, *rest = parts
    for part in rest:
        ports = {port.name for port in part.graph.input}
        shared = [(port.name, port.name) for port in joined.graph.output if port.name in ports]
        joined = compose.merge_models(joined, part, shared)
    domains = {entry.domain: entry.version for entry in joined.opset_import}
    del joined.opset_import[:], joined.metadata_props[:]
    joined.opset_import.extend(helper.make_opsetid(*entry) for entry in domains.items())
    return joined


def _match(model: onnx.ModelProto, other: onnx.ModelProto) -> onnx.ModelProto:
    """Bring a model to the opset and the IR version of another."""
    if _opset(model) != _opset(other):
        model = version_converter.convert_version(model, _opset(other))
    model.ir_version = other.ir_version
    return model


def _opset(model: onnx.ModelProto) -> int:
    return next(
        int(entry.version) for entry in model.opset_import if entry.domain in ("", "ai.onnx")
    )


def _dims(value: onnx.ValueInfoProto) -> list[int | None]:
    """Return the sizes of a tensor, None where they are symbols; none at all if it has no rank."""
    return [
        d.dim_value if d.HasField("dim_value") else None for d in value.type.tensor_type.shape.dim
    ]


def _shown(shape: list[int | None]) -> str:
    return f"({', '.join('?' if side is None else str(side) for side in shape)})"


def _by(size: Size) -> str:
    return f"{size[0]}x{size[1]}"
