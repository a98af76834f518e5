"""Somebody's ONNX segmenter in a bundle's graphs computes what it computed before."""

import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from onnx import TensorProto
from torch import nn
from torch.nn import functional as F

from edgeward import sample
from edgeward.errors import BadInput
from edgeward.export.converter import ExportError
from edgeward.export.onnx_model import picture_gathers
from edgeward.export.wrap_onnx import Wrapped, wrap_onnx
from edgeward.models import AdaptiveSegmenter, Sampler
from edgeward.picture import EXAMPLE_PHOTO, open_picture

SIZE = (32, 48)
MEAN, STD = (0.5, 0.4, 0.3), (0.2, 0.3, 0.1)
Picture = NDArray[np.uint8]


class Net(nn.Module):
    """A segmenter whose scores are at a fraction of its input's size."""

    def __init__(self, stride: int):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, stride=stride, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.last = nn.Conv2d(8, 5, 3, stride=stride, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Score, with an upsampling between that measures its input."""
        features = self.norm(self.first(x)).relu()
        pooled = F.avg_pool2d(features, 2)
        return self.last(features + F.interpolate(pooled, features.shape[-2:], mode="nearest"))


@pytest.fixture(scope="module")
def nets() -> dict[int, Net]:
    torch.manual_seed(0)
    return {stride: Net(stride).eval() for stride in (1, 2)}


@pytest.fixture(scope="module")
def folder(nets: dict[int, Net], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `STRIDE-OPSET-fixed.onnx` and `STRIDE-OPSET-open.onnx`."""
    folder = tmp_path_factory.mktemp("files")
    symbols = {"x": {0: "n", 2: "h", 3: "w"}}
    for stride, opset, sides in (1, 18, "fixed"), (2, 18, "open"), (2, 20, "open"):
        torch.onnx.export(
            nets[stride],
            (torch.zeros(1, 3, *SIZE),),
            folder / f"{stride}-{opset}-{sides}.onnx",
            dynamo=True,
            opset_version=opset,
            dynamic_shapes=symbols if sides == "open" else None,
            external_data=False,
            verbose=False,
        )
    return folder


def make_model(*, uniform: bool) -> AdaptiveSegmenter:
    torch.manual_seed(0)
    sampler = None
    if not uniform:
        sampler = Sampler(grid_size=(8, 8), thumbnail_size=(32, 32), width=8)
        nn.init.normal_(sampler.head.weight, std=0.05)
    return AdaptiveSegmenter(sampler, nn.Identity(), sample_size=SIZE).eval()


@pytest.fixture(scope="module")
def uniform() -> AdaptiveSegmenter:
    return make_model(uniform=True)


@pytest.fixture(
    scope="module",
    params=[("1-18-fixed", False), ("2-18-open", True), ("2-20-open", False)],
    ids=lambda param: f"{param[0]}-{'uniform' if param[1] else 'adaptive'}",
)
def case(request, nets, folder) -> tuple[Net, AdaptiveSegmenter, Wrapped]:
    """Return the net of a file, whose opset is in its name, and what the file became."""
    name, uniform = request.param
    model = make_model(uniform=uniform)
    wrapped = wrap_onnx(folder / f"{name}.onnx", model, mean=MEAN, std=STD)
    return nets[int(name[0])], model, wrapped


def run(graph: onnx.ModelProto, given: Picture, watch: str | None = None) -> list[NDArray]:
    graph = onnx.ModelProto.FromString(graph.SerializeToString())
    if watch:
        graph.graph.output.append(onnx.helper.make_empty_tensor_value_info(watch))
    engine = onnxruntime.InferenceSession(
        graph.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return engine.run(None, {graph.graph.input[0].name: given})


def torch_scores(net: Net, pixels: Picture) -> NDArray[np.float32]:
    """Normalise, score and resize as the file's authors would in torch."""
    values = (torch.from_numpy(pixels).float() / 255 - torch.tensor(MEAN)) / torch.tensor(STD)
    with torch.inference_mode():
        scores = net(values.permute(2, 0, 1)[None])
        full = F.interpolate(scores, SIZE, mode="bilinear", align_corners=False)
    return full[0].permute(1, 2, 0).numpy()


def photo_of(size: tuple[int, int]) -> Picture:
    photo = open_picture(EXAMPLE_PHOTO)
    rows, cols = (np.arange(side) * 512 // side for side in size)
    return np.ascontiguousarray(photo[rows][:, cols])


@pytest.mark.parametrize("size", [(512, 512), (301, 417), (1, 1), (97, 1), (1080, 1921)])
def test_a_photo_gets_the_points_of_torch_and_its_scores_there(case, size):
    net, model, wrapped = case
    photo = photo_of(size)
    pixels_name = picture_gathers(wrapped.baked.graph)[-1].output[0]
    scores, points, grid, pixels = run(wrapped.baked, photo, watch=pixels_name)
    with torch.inference_mode():
        expected = model.look(torch.from_numpy(photo)).numpy()
    np.testing.assert_allclose(grid, expected, atol=1e-5)
    assert points.dtype == np.int32
    np.testing.assert_array_equal(pixels.reshape(*SIZE, 3), sample(photo, points))
    np.testing.assert_allclose(scores, torch_scores(net, sample(photo, points)), atol=1e-5)


def test_split_scores_what_baked_scores(case):
    _, _, wrapped = case
    photo = photo_of((301, 417))
    scores, points, _ = run(wrapped.baked, photo)
    (split,) = run(wrapped.segmenter, sample(photo, points))
    np.testing.assert_allclose(split, scores, atol=1e-6)


def test_the_reference_is_the_model_with_the_file_as_it_was(case):
    net, model, wrapped = case
    photo = torch.from_numpy(photo_of((301, 417)))
    with torch.inference_mode():
        found = wrapped.reference(photo)
        assert torch.equal(found.grid, model.look(photo))
    expected = torch_scores(net, sample(photo.numpy(), found.points.numpy()))
    np.testing.assert_allclose(found.scores.permute(1, 2, 0), expected, atol=1e-5)
    assert wrapped.classes == 5


def test_a_picture_size_can_be_fixed(folder):
    model = make_model(uniform=False)
    wrapped = wrap_onnx(folder / "2-18-open.onnx", model, mean=MEAN, std=STD, image_size=(61, 83))
    shape = wrapped.baked.graph.input[0].type.tensor_type.shape
    assert [side.dim_value for side in shape.dim] == [61, 83, 3]
    photo = photo_of((61, 83))
    with torch.inference_mode():
        expected = wrapped.reference(torch.from_numpy(photo))
    scores, points, _ = run(wrapped.baked, photo)
    np.testing.assert_array_equal(points, expected.points)
    np.testing.assert_allclose(scores, expected.scores.permute(1, 2, 0), atol=1e-5)


def test_ports_are_named_typed_and_sized_as_a_bundles(case):
    _, model, wrapped = case

    def ports(graph: onnx.GraphProto) -> dict[str, tuple]:
        return {
            v.name: (
                TensorProto.DataType.Name(v.type.tensor_type.elem_type),
                *(d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim),
            )
            for v in (*graph.input, *graph.output)
        }

    grid = (2, 2) if model.sampler is None else (8, 8)
    assert ports(wrapped.segmenter.graph) == {
        "pixels": ("UINT8", *SIZE, 3),
        "scores": ("FLOAT", *SIZE, 5),
    }
    assert ports(wrapped.baked.graph) == {
        "picture": ("UINT8", "height", "width", 3),
        "scores": ("FLOAT", *SIZE, 5),
        "points": ("INT32", *SIZE, 2),
        "grid": ("FLOAT", *grid, 2),
    }
    assert [v.name for v in wrapped.baked.graph.output] == ["scores", "points", "grid"]


def test_graphs_are_whole_of_the_higher_opset_and_gather_by_int32(case, request):
    opset = int(request.node.callspec.id.split("-")[1])
    for model in case[2].segmenter, case[2].baked:
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, check_type=True)
        onnx.checker.check_model(model, full_check=True)
        assert [(o.domain, o.version) for o in model.opset_import] == [("", opset)]
        assert not model.metadata_props
        values = {v.name: v.type.tensor_type.elem_type for v in inferred.graph.value_info}
        constants = {c.name: c.data_type for c in inferred.graph.initializer}
        for gather in picture_gathers(model.graph):
            assert (values | constants)[gather.input[1]] == TensorProto.INT32


def test_scores_that_are_full_size_are_not_resized(folder, uniform):
    wrapped = wrap_onnx(folder / "1-18-fixed.onnx", uniform)
    resizes = [node for node in wrapped.segmenter.graph.node if node.op_type == "Resize"]
    assert len(resizes) == 1  # the net's own


def test_the_same_file_gives_the_same_bytes_without_a_trace_of_the_machine(folder, uniform):
    first, second = (wrap_onnx(folder / "2-18-open.onnx", uniform) for _ in range(2))
    data = first.baked.SerializeToString(deterministic=True)
    assert data == second.baked.SerializeToString(deterministic=True)
    assert not re.search(rb"\.py|/home|/root|/tmp|stack_trace", data)


HEAD = '<ir_version: {ir}, opset_import: ["" : {opset}]>\n'


@pytest.fixture
def write(tmp_path: Path):
    """Return a function: a graph's text -> the path of its file."""

    def write(text: str, *, ir: int = 8, opset: int = 18) -> Path:
        path = tmp_path / "own.onnx"
        onnx.save(onnx.parser.parse_model(HEAD.format(ir=ir, opset=opset) + text), path)
        return path

    return write


def expect_like_the_file(path: Path, model: AdaptiveSegmenter) -> None:
    wrapped = wrap_onnx(path, model, mean=MEAN, std=STD)
    photo = photo_of((301, 417))
    scores, points, _ = run(wrapped.baked, photo)
    with torch.inference_mode():
        expected = wrapped.reference.segment(torch.from_numpy(sample(photo, points))[None])[0]
    np.testing.assert_allclose(scores, expected.permute(1, 2, 0), atol=1e-5)


@pytest.mark.parametrize("opset", [9, 11, 13])
def test_files_of_old_opsets_are_converted(write, uniform, opset):
    resized = {
        9: "y = Upsample<mode = 'nearest'>(z, two)",
        11: "y = Resize<mode = 'nearest'>(z, none, two)",
    }.get(opset, "y = Resize<mode = 'nearest'>(z, , two)")
    text = f"""
    old (float[1,3,32,48] x) => (float[1,3,16,24] y)
    <float[4] two = {{1, 1, 2, 2}}, float[0] none = {{}}> {{
        z = AveragePool<kernel_shape = [4, 4], strides = [4, 4]>(x)
        {resized.replace("'", '"')}
    }}"""
    expect_like_the_file(write(text, ir=7, opset=opset), uniform)


def test_weights_among_the_inputs_are_no_inputs(write, uniform):
    text = """
    old (float[1,3,32,48] x) => (float[1,3,8,12] y) <float[1] b = {0.5}> {
        z = AveragePool<kernel_shape = [4, 4], strides = [4, 4]>(x)
        y = Add(z, b)
    }"""
    path = write(text, ir=3, opset=9)
    model = onnx.load(path)
    model.graph.input.append(onnx.helper.make_tensor_value_info("b", TensorProto.FLOAT, [1]))
    onnx.save(model, path)
    expect_like_the_file(path, uniform)


def test_an_old_softmax_of_an_open_size_is_converted(write, uniform):
    text = """
    old (float[1,3,h,w] x) => (float[1,3,i,j] y) {
        z = AveragePool<kernel_shape = [4, 4], strides = [4, 4]>(x)
        y = Softmax<axis = 1>(z)
    }"""
    expect_like_the_file(write(text, opset=11), uniform)


def test_names_of_the_file_may_be_those_of_the_wrapping(write, uniform):
    text = """
    own (float[n,3,h,w] scores) => (float[n,3,i,j] picture) {
        pixels = Neg(scores)
        planes = AveragePool<kernel_shape = [4, 4], strides = [4, 4]>(pixels)
        picture = Neg(planes)
    }"""
    expect_like_the_file(write(text), uniform)


def test_functions_of_the_file_are_inlined(tmp_path, uniform):
    text = """<ir_version: 8, opset_import: ["" : 18, "own" : 1]>
    own (float[1,3,32,48] x) => (float[1,3,8,12] y) { y = own.pool(x) }
    <domain: "own", opset_import: ["" : 18]>
    pool (x) => (y) { y = AveragePool<kernel_shape = [4, 4], strides = [4, 4]>(x) }"""
    onnx.save(onnx.parser.parse_model(text), tmp_path / "own.onnx")
    expect_like_the_file(tmp_path / "own.onnx", uniform)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "g (float[1,3,32,48] x, float[1] b) => (float[1,3,32,48] y) { y = Add(x, b) }",
            "one input in .* got 2: 'x', 'b'; export the segmenter alone",
        ),
        (
            "g (float[1,3,32,48] x) => (float[1,3,32,48] y, float[1,3,32,48] z) "
            "{ y = Neg(x) z = Abs(x) }",
            "one output in .* got 2: 'y', 'z'",
        ),
        (
            "g (uint8[1,3,32,48] x) => (float[1,3,32,48] y) { y = Cast<to = 1>(x) }",
            "a float32 input in .* 'x' is uint8",
        ),
        (
            "g (float16[1,3,32,48] x) => (float16[1,3,32,48] y) { y = Neg(x) }",
            "a float32 input in .* 'x' is float16",
        ),
        (
            "g (float[1,3,32,48] x) => (int64[1,32,48] y) { y = ArgMax<axis=1, keepdims=0>(x) }",
            "a float32 output in .* 'y' is int64; .* without casts or argmax",
        ),
        (
            "g (float[1,4,32,48] x) => (float[1,4,32,48] y) { y = Neg(x) }",
            r"an input of \(1, 3, h, w\) in .* got \(1, 4, 32, 48\); .* channels first",
        ),
        (
            "g (float[n,32,48,3] x) => (float[n,32,48,3] y) { y = Neg(x) }",
            r"an input of \(1, 3, h, w\) in .* got \(\?, 32, 48, 3\)",
        ),
        (
            "g (float[2,3,32,48] x) => (float[2,3,32,48] y) { y = Neg(x) }",
            r"an input of \(1, 3, h, w\) in .* got \(2, 3, 32, 48\)",
        ),
        (
            "g (float[3,32,48] x) => (float[3,32,48] y) { y = Neg(x) }",
            r"an input of \(1, 3, h, w\) in .* got \(3, 32, 48\)",
        ),
        (
            "g (float[1,3,48,32] x) => (float[1,3,48,32] y) { y = Neg(x) }",
            r"an input of 32x48 in .* got \(1, 3, 48, 32\); give its size with --size",
        ),
        (
            "g (float[1,3,32,48] x) => (float[1,3] y) { z = GlobalAveragePool(x) y = Flatten(z) }",
            r"scores of \(1, classes, h, w\) from .* got \(1, 3\)",
        ),
        (
            "g (float[1,3,32,48] x) => (float[1,3,64,48] y) { y = Concat<axis = 2>(x, x) }",
            r"scores of at most 32x48 from .* got \(1, 3, 64, 48\)",
        ),
        (
            "g (float[1,3,32,48] x) => (float[1,3,i,j] y) { "
            "m = ReduceMax<keepdims = 0>(x) e = Exp(m) r = Range(m, e, e) s = Shape(r) "
            "a = Constant<value_ints = [1, 3, 4]>() t = Concat<axis = 0>(a, s) y = Expand(m, t) }",
            r"sizes that follow from the input's, .* \(1, 3, 4, \?\); export it with fixed sizes",
        ),
    ],
)
def test_a_file_that_is_no_such_segmenter_is_refused_in_one_sentence(
    write, uniform, text, sentence
):
    with pytest.raises(BadInput, match=sentence) as caught:
        wrap_onnx(write(text), uniform)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"no protobuf", b"\x08\x08", None])
def test_what_is_no_onnx_file_is_refused_in_one_sentence(tmp_path, uniform, content):
    path = tmp_path / "own.onnx"
    if content is not None:
        path.write_bytes(content)
    sentence = "cannot read" if content is not None else "but there is no '.*own.onnx'"
    with pytest.raises(BadInput, match=f"Expected an ONNX file, .*{sentence}") as caught:
        wrap_onnx(path, uniform)
    assert "\n" not in str(caught.value)


def test_a_file_that_onnxs_tools_cannot_convert_is_named(write, uniform, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("no adapter for Odd")

    monkeypatch.setattr(onnx.version_converter, "convert_version", fail)
    path = write("g (float[1,3,32,48] x) => (float[1,3,32,48] y) { y = Neg(x) }", opset=13)
    with pytest.raises(ExportError, match=r"opset 18 and .* 32x48, but .* fails: no adapter for"):
        wrap_onnx(path, uniform)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "g (float[1,3,h,w] x) => (float[1,3,i,j] y) <int64[4] s = {1, 3, 10, 10}> "
            "{ y = Reshape(x, s) }",
            "Reshape",
        ),
        ("g (float[1,3,32,48] x) => (float[1,3,32,48] y) { y = nobodys.Op(x) }", "nobodys"),
    ],
)
def test_a_file_that_onnx_runtime_cannot_run_is_refused_in_one_sentence(
    tmp_path, uniform, text, reason
):
    head = '<ir_version: 8, opset_import: ["" : 18, "nobodys" : 1]>'
    onnx.save(onnx.parser.parse_model(head + text), tmp_path / "own.onnx")
    with pytest.raises(ExportError, match=f"ONNX Runtime can run on 32x48 .*{reason}") as caught:
        wrap_onnx(tmp_path / "own.onnx", uniform)
    assert "\n" not in str(caught.value)
