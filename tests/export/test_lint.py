"""Every trap is found in a file that holds it, by each converter, and none in the project's own."""

import contextlib
import dataclasses
import io
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional as F

from edgeward.errors import BadInput
from edgeward.export.formats import WRITERS
from edgeward.export.graph import BakedGraph, SamplerGraph, SegmenterGraph
from edgeward.export.lint import lint, partitions
from edgeward.export.lint.graph import Graph, Node
from edgeward.export.lint.graph import Tensor as Value
from edgeward.export.lint.partition import Delegate, coverage, delegates
from edgeward.export.lint.vocabulary import EXCEPTIONS, kind_of
from edgeward.models import AdaptiveSegmenter, Sampler, UNet
from edgeward.models.sampling import points, project_covering, resize_grid, uniform_grid

FORMATS = ("onnx", "tflite", "coreml")
SIZE = HEIGHT, WIDTH = 260, 280  # more pixels than a uint16 counts
OUTPUTS = {"scores": np.float32, "points": np.int32, "grid": np.float32}


class Sampled(nn.Module):
    """A small network that keeps the contract; each trap overrides one step of it."""

    def __init__(self, format: str):
        super().__init__()
        torch.manual_seed(0)
        self.format, self.planes = format, format == "coreml"
        self.look, self.segmenter = nn.Conv2d(3, 2, 3, 2, 1), nn.Conv2d(3, 5, 3, 1, 1)
        self.register_buffer("thumbnail", uniform_grid(8, 8))
        self.register_buffer("uniform", uniform_grid(4, 4))

    def example(self) -> Tensor:
        if self.planes:
            return torch.zeros(1, 3, *SIZE)
        return torch.zeros(*SIZE, 3, dtype=torch.uint8)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        picture = self.prepare(picture)
        seen = self.read(picture, points(self.thumbnail, SIZE))
        grid = project_covering(self.uniform + self.look(seen).permute(0, 2, 3, 1))[0]
        where = self.locate(resize_grid(grid, (8, 8)))
        scores = self.segment(self.read(picture, self.again(where, grid)))
        return scores[0], where, grid

    def prepare(self, picture: Tensor) -> Tensor:
        return picture

    def locate(self, grid: Tensor) -> Tensor:
        return points(grid, SIZE)

    def again(self, where: Tensor, grid: Tensor) -> Tensor:
        return where

    def flat(self, where: Tensor) -> Tensor:
        return (where[..., 0] * WIDTH + where[..., 1]).reshape(-1)

    def read(self, picture: Tensor, where: Tensor) -> Tensor:
        shape, flat = where.shape[:-1], self.flat(where)
        if self.planes:
            return picture.reshape(3, -1).index_select(1, flat).reshape(1, 3, *shape) / 255
        table = picture.reshape(-1, 3)
        embeds = self.format == "tflite"
        pixels = F.embedding(flat, table) if embeds else table.index_select(0, flat)
        return pixels.reshape(1, *shape, 3).float().permute(0, 3, 1, 2) / 255

    def segment(self, pixels: Tensor) -> Tensor:
        return self.segmenter(pixels)


class HalfToEven(Sampled):
    def locate(self, grid):
        row, col = grid[..., 0] * (HEIGHT - 1), grid[..., 1] * (WIDTH - 1)
        return torch.stack((row.round(), col.round()), -1).int()


class Cut(Sampled):
    def locate(self, grid):
        row, col = grid[..., 0] * (HEIGHT - 1), grid[..., 1] * (WIDTH - 1)
        return torch.stack((row + 0.5, col + 0.5), -1).int()


class HalfPrecision(Sampled):
    def locate(self, grid):
        return points(grid.half(), SIZE)


class LongPoints(Sampled):
    def locate(self, grid):
        return points(grid, SIZE).long()


class FloatIndex(Sampled):
    def flat(self, where):
        row, col = where.float().unbind(-1)
        return (row * WIDTH + col).int().reshape(-1)


class SecondReckoning(Sampled):
    def again(self, where, grid):
        return points(resize_grid(grid * 0.999, (8, 8)), SIZE)


class Converted(Sampled):
    def prepare(self, picture):
        return picture.float() / 255 if self.format != "tflite" else picture.float()


class Moved(Sampled):
    def prepare(self, picture):
        return picture.flip(2 if self.planes else 0)


class TwoIndices(Sampled):
    def read(self, picture, where):
        row, col = where.long().unbind(-1)
        rows = picture[0].permute(1, 2, 0) if self.planes else picture
        return rows[row, col][None].float().permute(0, 3, 1, 2)


class GridSampled(Sampled):
    def segment(self, pixels):
        scores = self.segmenter(pixels)
        grid = scores[:, :2].tanh().permute(0, 2, 3, 1)
        return F.grid_sample(scores, grid, mode="nearest", align_corners=True)


class RoundedAndTwoIndices(HalfToEven, TwoIndices):
    pass


class FlippedFloatAndGrid(Moved, FloatIndex, GridSampled):
    pass


class ConvertedCutAndTwice(Converted, Cut, SecondReckoning):
    pass


def to_onnx(module: Sampled, path: Path) -> Path:
    torch.onnx.export(
        module,
        (module.example(),),
        dynamo=True,
        opset_version=18,
        input_names=["picture"],
        output_names=list(OUTPUTS),
        verbose=False,
    ).save(path)
    return path


def to_tflite(module: Sampled, path: Path) -> Path:
    litert_torch = pytest.importorskip("litert_torch")
    litert_torch.convert(module, (module.example(),)).export(str(path))
    return path


def to_coreml(module: nn.Module, path: Path, **options: object) -> Path:
    """Convert with the passes that the project leaves out."""
    ct = pytest.importorskip("coremltools")
    from edgeward.export.converter import aten_program

    shape = options.pop("shape", (1, 3, *SIZE))
    example = torch.zeros(1, 3, *SIZE)
    if shape == (1, 3, *SIZE):
        program = aten_program(module, example)
    else:
        program = torch.jit.trace(module, example)
    ct.convert(
        program,
        inputs=[ct.ImageType(name="picture", shape=shape)],
        outputs=[ct.TensorType(name=name, dtype=dtype) for name, dtype in OUTPUTS.items()],
        minimum_deployment_target=ct.target.iOS17,
        skip_model_load=True,
        **{"compute_precision": ct.precision.FLOAT32, **options},
    ).save(str(path))
    return path


CONVERTERS: Mapping[str, tuple[str, Callable[..., Path]]] = {
    "onnx": (".onnx", to_onnx),
    "tflite": (".tflite", to_tflite),
    "coreml": (".mlpackage", to_coreml),
}

# torch's exporter widens every index to int64, which the project's own export undoes.
INHERENT = {"onnx": {"index-type"}, "tflite": set(), "coreml": set()}


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
    logging.disable(logging.NOTSET)


def convert(trap: type[Sampled], format: str, folder: Path, **options: object) -> Path:
    suffix, converter = CONVERTERS[format]
    return converter(trap(format).eval(), folder / f"{trap.__name__}{suffix}", **options)


def rules(path: Path, **promised: object) -> set[str]:
    return {finding.rule for finding in lint(path, **{"image_size": SIZE, **promised})}


# Traps of different steps share a file, for conversions take seconds.
@pytest.mark.parametrize(
    ("trap", "formats", "expected"),
    [
        (RoundedAndTwoIndices, ("onnx", "tflite"), {"rounding", "flat-gather"}),
        (RoundedAndTwoIndices, ("coreml",), {"rounding", "flat-gather", "whole-picture"}),
        (FlippedFloatAndGrid, FORMATS, {"whole-picture", "float-index", "points", "grid-sample"}),
        (ConvertedCutAndTwice, ("onnx", "coreml"), {"rounding", "whole-picture", "points"}),
        (HalfPrecision, ("onnx", "coreml"), {"coordinates", "precision"}),
        (LongPoints, ("onnx",), {"index-type", "points"}),
        (LongPoints, ("coreml",), set()),  # it has no int64: the converter narrows them
    ],
)
def test_a_trap_is_found_in_what_the_converters_make_of_it(trap, formats, expected, tmp_path):
    for format in formats:
        found = rules(convert(trap, format, tmp_path))
        assert expected <= found <= expected | INHERENT[format], format


def test_every_finding_is_one_sentence_with_a_place(tmp_path: Path):
    findings = lint(convert(TwoIndices, "onnx", tmp_path), image_size=SIZE)
    assert findings
    for finding in findings:
        assert finding.where
        assert finding.message.endswith(".")
        assert "; " in finding.message  # the way out
        assert finding.severity == "error"


def graph_of(form: str, model, layout, image_size):
    if form == "baked":
        return BakedGraph(model, layout, image_size)
    return {"sampler": SamplerGraph, "segmenter": SegmenterGraph}[form](model, layout)


def tiny(sampler: Sampler | None) -> AdaptiveSegmenter:
    torch.manual_seed(0)
    segmenter = UNet(classes=3, width=4, depth=1)
    return AdaptiveSegmenter(sampler, segmenter, sample_size=(8, 12)).eval()


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """Return a function: format, form, size -> a file as the project exports it."""
    folder = tmp_path_factory.mktemp("written")
    model = tiny(Sampler(grid_size=(4, 4), thumbnail_size=(8, 8), width=4))

    def written(format: str, form: str, manifest, image_size=SIZE) -> Path:
        writer = WRITERS[format]
        for module in writer.modules:
            pytest.importorskip(module)
        path = folder / f"{form}-{image_size is None}{writer.suffix}"
        if not path.exists():
            graph = graph_of(form, model, writer.layout, image_size).eval()
            writer.write(graph, path, dataclasses.replace(manifest, files=()))
        return path

    return written


@pytest.mark.parametrize("form", ["baked", "sampler", "segmenter"])
@pytest.mark.parametrize("format", FORMATS)
def test_the_projects_own_files_are_clean(format: str, form: str, write, manifest):
    path = write(format, form, manifest)
    assert lint(path, form, image_size=SIZE if form == "baked" else None) == ()


def test_a_file_for_any_picture_is_clean_unless_one_size_was_promised(write, manifest):
    path = write("onnx", "baked", manifest, image_size=None)
    assert lint(path) == ()
    assert rules(path) == {"static-shape"}
    assert "static-shape" in rules(path, form="sampler", image_size=None)


def test_a_file_for_another_size_is_found(write, manifest):
    (finding,) = lint(write("onnx", "baked", manifest), image_size=(WIDTH, HEIGHT))
    assert finding.rule == "static-shape"
    assert "(260, 280) instead of (280, 260)" in finding.message


def test_a_uniform_baseline_whose_points_are_constants_is_clean(
    make_checkpoint, tmp_path, manifest
):
    model = make_checkpoint(uniform=True).model.eval()
    writer = WRITERS["onnx"]
    path = tmp_path / "uniform.onnx"
    writer.write(BakedGraph(model, writer.layout, SIZE).eval(), path, manifest)
    assert lint(path, image_size=SIZE) == ()


def test_constants_that_gather_other_pixels_than_the_points_are_found(tmp_path: Path):
    where = np.array([[[0, 0], [1, 2]]], np.int32)
    for index, expected in (([0, 6], set()), ([0, 5], {"points"})):
        path = tmp_path / "constants.onnx"
        onnx.save(fixed_samples(where, np.array(index, np.int32)), path)
        assert rules(path, image_size=(3, 4)) == expected


def fixed_samples(where: np.ndarray, index: np.ndarray) -> onnx.ModelProto:
    """Gather pixels of a 3 x 4 picture at constants."""
    constants = {"where": where, "index": index, "shape": np.array([12, 3]), "one": np.float32([1])}
    picture = helper.make_tensor_value_info("picture", TensorProto.UINT8, [3, 4, 3])
    outputs = [
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, [2, 3]),
        helper.make_tensor_value_info("points", TensorProto.INT32, [1, 2, 2]),
        helper.make_tensor_value_info("grid", TensorProto.FLOAT, [1]),
    ]
    nodes = [
        helper.make_node("Reshape", ["picture", "shape"], ["table"]),
        helper.make_node("Gather", ["table", "index"], ["pixels"]),
        helper.make_node("Cast", ["pixels"], ["scores"], to=TensorProto.FLOAT),
        helper.make_node("Identity", ["where"], ["points"]),
        helper.make_node("Identity", ["one"], ["grid"]),
    ]
    stored = [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()]
    return helper.make_model(helper.make_graph(nodes, "g", [picture], outputs, stored))


def test_open_sides_and_the_int16_index_that_coremltools_makes_of_them_are_found(tmp_path: Path):
    ct = pytest.importorskip("coremltools")
    sides = ct.RangeDim(100, HEIGHT, HEIGHT), ct.RangeDim(100, WIDTH, WIDTH)
    network = ct.transform.FP16ComputePrecision(op_selector=lambda op: op.op_type == "conv")
    options = {"shape": ct.Shape((1, 3, *sides)), "compute_precision": network}
    path = convert(Sampled, "coreml", tmp_path, **options)
    assert rules(path, precision="fp16") == {"index-type", "static-shape"}


def test_half_precision_by_default_of_coremltools_is_found(tmp_path: Path):
    ct = pytest.importorskip("coremltools")
    path = convert(Sampled, "coreml", tmp_path, compute_precision=ct.precision.FLOAT16)
    assert rules(path, precision="fp16") == {"coordinates"}


def test_half_precision_of_the_network_alone_is_clean(tmp_path: Path):
    ct = pytest.importorskip("coremltools")
    network = ct.transform.FP16ComputePrecision(op_selector=lambda op: op.op_type == "conv")
    path = convert(Sampled, "coreml", tmp_path, compute_precision=network)
    assert lint(path, precision="fp16", image_size=SIZE) == ()


def test_round_trips_between_nodes_kept_from_onnx_runtimes_converter_are_found(
    write, manifest, tmp_path: Path
):
    """Two nodes of its block list that follow each other are float32 with a float16 between."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    model = onnx.load(write("onnx", "sampler", manifest))
    for number, node in enumerate(model.graph.node):
        node.name = str(number)
    kept = [node.name for node in model.graph.node if node.op_type != "Conv"]
    halved = convert_float_to_float16(model, keep_io_types=True, node_block_list=kept)
    onnx.save(halved, tmp_path / "half.onnx")
    assert rules(tmp_path / "half.onnx", form="sampler", precision="fp16") == {"coordinates"}


def test_another_precision_than_promised_is_found(write, manifest):
    path = write("onnx", "baked", manifest)
    assert rules(path, precision="fp16") == rules(path, precision="int8") == {"precision"}


def test_quantised_weights_elsewhere_do_not_confuse_the_traces(write, manifest, tmp_path: Path):
    from onnxruntime.quantization import quantize_dynamic

    quantised = tmp_path / "int8.onnx"
    quantize_dynamic(write("onnx", "baked", manifest), quantised)
    assert lint(quantised, precision="int8", image_size=SIZE) == ()


def test_operations_of_another_set_are_found_in_onnx(write, manifest, tmp_path: Path):
    model = onnx.load(write("onnx", "segmenter", manifest))
    for domain, found in (("com.microsoft", "note"), ("mine", "error")):
        model.graph.node[-1].domain = domain
        model.opset_import.append(helper.make_opsetid(domain, 1))
        onnx.save(model, tmp_path / "foreign.onnx")
        findings = lint(tmp_path / "foreign.onnx", "segmenter", "int8")
        (finding,) = (f for f in findings if f.rule == "builtin-ops")
        assert finding.severity == found
        assert f"{domain}:{model.graph.node[-1].op_type}" in finding.message


def test_custom_operations_and_open_sides_are_found_in_tflite(write, manifest, tmp_path: Path):
    path = write("tflite", "segmenter", manifest)
    from ai_edge_litert import schema_py_generated as schema
    from ai_edge_litert.tools import flatbuffer_utils

    model = flatbuffer_utils.read_model(str(path))
    code = model.operatorCodes[0]
    code.builtinCode, code.customCode = schema.BuiltinOperator.CUSTOM, "FlexErf"
    code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
    model.subgraphs[0].tensors[0].shapeSignature = [-1, 12, 3]
    flatbuffer_utils.write_model(model, str(tmp_path / "broken.tflite"))
    findings = lint(tmp_path / "broken.tflite", "segmenter")
    assert {finding.rule for finding in findings} == {"builtin-ops", "static-shape"}
    assert any("CUSTOM:FlexErf" in finding.message for finding in findings)


def test_custom_layers_are_found_in_coreml(write, manifest, tmp_path: Path):
    path = write("coreml", "segmenter", manifest)
    import coremltools as ct

    spec = ct.utils.load_spec(str(path))
    main = spec.mlProgram.functions["main"]
    operations = main.block_specializations[main.opset].operations
    next(op for op in operations if op.type == "relu").type = "custom_layer"
    weights = str(path / "Data" / "com.apple.CoreML" / "weights")
    ct.utils.save_spec(spec, str(tmp_path / "custom.mlpackage"), weights_dir=weights)
    (finding,) = lint(tmp_path / "custom.mlpackage", "segmenter")
    assert finding.rule == "builtin-ops"


def test_a_picture_that_nothing_gathers_from_is_found(write, manifest):
    assert "flat-gather" in rules(write("onnx", "segmenter", manifest), image_size=None)


def test_other_files_are_refused(tmp_path: Path):
    with pytest.raises(BadInput, match=r"Expected an \.onnx, \.tflite or \.mlpackage file"):
        lint(tmp_path / "model.pt")


def test_every_exception_names_an_operation_and_a_reason():
    for exception in EXCEPTIONS:
        assert exception.format in FORMATS
        assert exception.reason
        op = f"{exception.op}:X" if exception.rule == "builtin-ops" else exception.op
        assert kind_of(exception.format, op) != "other"


# Partitions.


def test_every_list_has_a_source_and_no_operation_twice():
    assert {d.format for d in delegates()} == set(FORMATS)
    for delegate in delegates():
        assert delegate.source
        assert bool(delegate.ops) != bool(delegate.refused)
        assert len(set(delegate.ops)) == len(delegate.ops)
        assert set(delegate.types) <= set(delegate.ops)
    tflite = [d for d in delegates() if d.format == "tflite"]
    assert {d.name.split()[0] for d in tflite} == {"GPU", "NNAPI", "XNNPACK"}


def test_the_lists_of_tflite_name_builtin_operations_alone():
    schema = pytest.importorskip("ai_edge_litert.schema_py_generated")
    for delegate in delegates():
        if delegate.format == "tflite":
            assert all(hasattr(schema.BuiltinOperator, op) for op in delegate.ops)


def test_xnnpack_takes_what_the_lists_say(write, manifest):
    """The one delegate that runs here: what LiteRT does is what was expected."""
    path = write("tflite", "baked", manifest)
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    names = [op["op_name"] for op in interpreter._get_ops_details()]
    expected = next(c for c in partitions(path) if c.delegate == "XNNPACK delegate")
    assert expected.partitions == names.count("DELEGATE")
    assert expected.total == len(names) - expected.partitions
    assert "EMBEDDING_LOOKUP" in expected.unsupported


def test_a_split_file_is_one_partition_where_a_baked_one_is_several(write, manifest):
    baked, segmenter = (
        {c.delegate: c for c in partitions(write("onnx", form, manifest))}
        for form in ("baked", "segmenter")
    )
    for name in ("ONNX Runtime NNAPI EP", "ONNX Runtime CoreML EP"):
        assert segmenter[name].partitions == 1 < baked[name].partitions
        assert baked[name].supported < baked[name].total


def chain(*ops: str, dtype: str = "float32", side: int | None = 4) -> Graph:
    """One operation after the other."""
    nodes = tuple(Node(op, op, (str(i),), (str(i + 1),)) for i, op in enumerate(ops))
    tensors = {str(i): Value(dtype, (side,)) for i in range(len(ops) + 1)}
    return Graph("onnx", nodes, tensors, {"x": "0"}, {"y": str(len(ops))})


@pytest.mark.parametrize(
    ("graph", "supported", "pieces", "unsupported"),
    [
        (chain("A", "A", "B", "A"), 3, 2, ("B",)),
        (chain("B", "B"), 0, 0, ("B",)),
        (chain("A", "F", "B", "F"), 2, 1, ("B", "F")),
        (chain("A", dtype="uint8"), 0, 0, ("A of uint8",)),
        (chain("A", side=None), 0, 0, ("A with open sides",)),
    ],
)
def test_partitions_follow_from_operations_types_and_sides(graph, supported, pieces, unsupported):
    delegate = Delegate("d", "onnx", "s", False, ("float32",), ("A",), ("F",))
    found = coverage(graph, delegate)
    assert (found.supported, found.partitions, found.unsupported) == (
        supported,
        pieces,
        unsupported,
    )


def test_branches_are_taken_together():
    """Two branches of a delegate's between the same two nodes are one turn of it."""
    nodes = (
        Node("B", "b", ("x",), ("s",)),
        Node("A", "l", ("s",), ("left",)),
        Node("A", "r", ("s",), ("right",)),
        Node("B", "e", ("left", "right"), ("y",)),
    )
    graph = Graph("onnx", nodes, {}, {"x": "x"}, {"y": "y"})
    assert coverage(graph, Delegate("d", "onnx", "s", ops=("A",))).partitions == 1
