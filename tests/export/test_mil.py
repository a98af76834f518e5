"""The reference executor of Core ML programs: every operation against torch or its definition."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

ct = pytest.importorskip("coremltools")

from coremltools.converters.mil import Builder as mb  # noqa: E402
from coremltools.converters.mil.mil import types  # noqa: E402
from coremltools.optimize import coreml as cto  # noqa: E402

from edgeward.errors import BadInput  # noqa: E402
from edgeward.export.converter import ExportError, aten_program  # noqa: E402
from edgeward.export.mil import Program, load_program  # noqa: E402

Convert = Callable[..., Program]


class Function(nn.Module):
    """A function as a module, with the modules that it calls."""

    def __init__(self, function: Callable[..., Any], *modules: nn.Module):
        super().__init__()
        self.function = function
        self.calls = nn.ModuleList(modules)

    def forward(self, x: Tensor) -> Any:
        return self.function(x, *self.calls)


def convert(module: nn.Module, example: Tensor, **options: Any) -> Any:
    """Convert a module with one output, `y`, for iOS 17."""
    settings = {
        "inputs": [ct.TensorType(name="x", shape=tuple(example.shape))],
        "outputs": [ct.TensorType(name="y")],
        "minimum_deployment_target": ct.target.iOS17,
        "compute_precision": ct.precision.FLOAT32,
        "skip_model_load": True,
    }
    return ct.convert(aten_program(module.eval(), example), **{**settings, **options})


@pytest.fixture(autouse=True, scope="module")
def _frozen_memory() -> Iterator[None]:
    """Spare coremltools, which collects garbage in each conversion, a quarter of a second each."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Any], Program]:
    """Return a function: saves a converted model and loads what is stored."""

    def save(model: Any) -> Program:
        model.save(str(tmp_path / "model.mlpackage"))
        return load_program(tmp_path / "model.mlpackage")

    return save


@pytest.fixture
def built(saved: Callable[[Any], Program]) -> Convert:
    """Return a function: (MIL function, its inputs' types) -> that program, stored as it is."""

    def build(
        function: Callable[..., Any], *specs: tuple[tuple[int, ...], type], target: Any = None
    ) -> Program:
        target = target or ct.target.iOS17
        inputs = [mb.TensorSpec(shape, dtype) for shape, dtype in specs]
        program = mb.program(input_specs=inputs, opset_version=target)(function)
        return saved(
            ct.convert(
                program,
                convert_to="mlprogram",
                pass_pipeline=ct.PassPipeline.EMPTY,
                minimum_deployment_target=target,
                skip_model_load=True,
            )
        )

    return build


def kinds(program: Program) -> set[str]:
    return {operation.type for operation in program.operations}


def random(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 2


def seeded(module: nn.Module) -> nn.Module:
    """Give a module random parameters and statistics."""
    for name, value in module.state_dict().items():
        if value.is_floating_point():
            value.copy_(random(*value.shape).abs() + 0.1 if "var" in name else random(*value.shape))
    return module


IMAGE = (2, 4, 9, 11)


def layer(module: nn.Module) -> Function:
    return Function(lambda x, called: called(x), seeded(module))


def resized(*size: int, aligned: bool) -> Function:
    return Function(lambda x: F.interpolate(x, size, mode="bilinear", align_corners=aligned))


# By name the operation that must be in the file, and the module.
MODULES: dict[str, tuple[str, Function]] = {
    "conv": ("conv", layer(nn.Conv2d(4, 6, 3, padding=1))),
    "conv_dilated": ("conv", layer(nn.Conv2d(4, 8, (3, 2), (2, 1), (2, 1), dilation=2))),
    "conv_depthwise": ("conv", layer(nn.Conv2d(4, 8, 3, groups=4, bias=False))),
    "conv_same": ("conv", layer(nn.Conv2d(4, 4, 3, padding="same", dilation=2))),
    "conv_1d": ("conv", Function(lambda x, c: c(x.flatten(2)), seeded(nn.Conv1d(4, 5, 3, 2, 1)))),
    "conv_transpose": ("conv_transpose", layer(nn.ConvTranspose2d(4, 5, 4, 2, 1))),
    "conv_transpose_odd": ("crop", layer(nn.ConvTranspose2d(4, 5, 3, 2, 1, output_padding=1))),
    "conv_transpose_groups": (
        "conv_transpose",
        layer(nn.ConvTranspose2d(4, 6, 3, groups=2, dilation=2)),
    ),
    "max_pool": ("max_pool", layer(nn.MaxPool2d(3, 2, 1))),
    "max_pool_ceil": ("max_pool", layer(nn.MaxPool2d(2, 2, ceil_mode=True))),
    "max_pool_ceil_padded": (
        "max_pool",
        Function(lambda x: F.max_pool2d(x[..., :8, :10], 3, 2, 1, ceil_mode=True)),
    ),
    "avg_pool": ("avg_pool", layer(nn.AvgPool2d(3, 2, 1))),
    "avg_pool_exclusive": ("avg_pool", layer(nn.AvgPool2d(3, 2, 1, count_include_pad=False))),
    "avg_pool_ceil": ("avg_pool", layer(nn.AvgPool2d(2, 2, ceil_mode=True))),
    "avg_pool_ceil_padded": (
        "avg_pool",
        Function(lambda x: F.avg_pool2d(x[..., :8, :10], 3, 2, 1, ceil_mode=True)),
    ),
    "avg_pool_adaptive": ("reduce_mean", layer(nn.AdaptiveAvgPool2d((2, 3)))),
    "batch_norm": ("batch_norm", layer(nn.BatchNorm2d(4))),
    "layer_norm": ("layer_norm", layer(nn.LayerNorm((9, 11)))),
    "group_norm": ("square", layer(nn.GroupNorm(2, 4))),
    "instance_norm": ("instance_norm", layer(nn.InstanceNorm2d(4, affine=True))),
    "linear": ("linear", layer(nn.Linear(11, 3))),
    "prelu": ("prelu", layer(nn.PReLU(4))),
    "relu": ("relu", Function(F.relu)),
    "relu6": ("relu6", Function(F.relu6)),
    "leaky_relu": ("leaky_relu", Function(lambda x: F.leaky_relu(x, 0.2))),
    "elu": ("elu", Function(F.elu)),
    "silu": ("silu", Function(F.silu)),
    "softplus": ("softplus", Function(F.softplus)),
    "hard_sigmoid": ("sigmoid_hard", Function(F.hardsigmoid)),
    "hard_swish": ("thresholded_relu", Function(F.hardswish)),
    "gelu": ("gelu", Function(F.gelu)),
    "softmax": ("softmax", Function(lambda x: x.softmax(1))),
    "waves": ("tanh", Function(lambda x: x.tanh() + x.sigmoid() + x.erf() + x.sin() * x.cos())),
    "powers": ("rsqrt", Function(lambda x: (x.abs() + 1).log() + x.exp() + (x * x + 1).rsqrt())),
    "clamp": ("clip", Function(lambda x: x.clamp(-1, 0.5))),
    "rounding": ("round", Function(lambda x: x.round() + x.floor() + x.ceil() + x.sign())),
    "arithmetic": ("real_div", Function(lambda x: (x - 3) / (x.abs() + x.mean()) - x**2 + 2**x)),
    "where": (
        "select",
        Function(lambda x: torch.where(((x > 0).logical_and(x <= 1)).logical_not(), x, -x)),
    ),
    "extremes": ("maximum", Function(lambda x: x.maximum(-x) + x.minimum(x * 2))),
    "reductions": (
        "reduce_max",
        Function(lambda x: x.amax((1, 2), True) + x.sum(3, True) + x.amin(0)),
    ),
    "argmax": ("reduce_argmax", Function(lambda x: x.argmax(1))),
    "matmul": ("matmul", Function(lambda x: x @ x.transpose(-1, -2))),
    "einsum": ("einsum", Function(lambda x: torch.einsum("nchw,nwhu->nchu", x, x.transpose(1, 3)))),
    "permuted": ("transpose", Function(lambda x: x.flatten(2).permute(2, 0, 1))),
    "sliced": ("slice_by_index", Function(lambda x: x[:, 1, 2:-1:3, -4:])),
    "concatenated": ("concat", Function(lambda x: torch.cat((x, x * 3), 1))),
    "split": ("split", Function(lambda x: x.split((1, 3), 1)[1] * x.chunk(4, 1)[2])),
    "stacked": ("stack", Function(lambda x: torch.stack((x, x * 3), -1))),
    "squeezed": ("squeeze", Function(lambda x: x.sum(1, True).squeeze(1))),
    "repeated": ("tile", Function(lambda x: (x * 3).repeat(1, 2, 1, 3))),
    "padded": ("pad", Function(lambda x: F.pad(x, (1, 2, 3, 0)))),
    "reflected": ("pad", Function(lambda x: F.pad(x, (1, 2, 3, 0), mode="reflect"))),
    "replicated": ("pad", Function(lambda x: F.pad(x, (1, 2, 3, 1), mode="replicate"))),
    "pixel_shuffle": ("pixel_shuffle", Function(lambda x: F.pixel_shuffle(x, 2))),
    "gathered": ("gather", Function(lambda x: x.index_select(2, torch.tensor([3, 0, 3])))),
    "gathered_along": ("gather_along_axis", Function(lambda x: x.gather(3, x.argmax(3, True)))),
    "bilinear_aligned": ("upsample_bilinear", resized(20, 17, aligned=True)),
    "bilinear": ("upsample_bilinear", resized(27, 33, aligned=False)),
    "nearest": ("upsample_nearest_neighbor", Function(lambda x: F.interpolate(x, scale_factor=2))),
}


class Every(nn.Module):
    """All of the modules on one image."""

    def __init__(self) -> None:
        super().__init__()
        self.modules_by_name = nn.ModuleList(module for _, module in MODULES.values())

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return tuple(module(x) for module in self.modules_by_name)


class Compared(NamedTuple):
    kinds: set[str]
    found: dict[str, Any]
    expected: dict[str, Any]


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Run one file of all modules: converting each by itself takes half a minute."""
    path, x = tmp_path_factory.mktemp("every") / "model.mlpackage", random(*IMAGE)
    outputs = [ct.TensorType(name=f"y_{name}") for name in MODULES]
    convert(Every(), x, outputs=outputs).save(str(path))
    program = load_program(path)
    with torch.inference_mode():
        expected = [value.numpy() for value in Every().eval()(x)]
    found = program.run({"x": x})
    names = [output.name for output in outputs]
    return Compared(kinds(program), found, dict(zip(names, expected, strict=True)))


@pytest.mark.parametrize("name", MODULES)
def test_an_operation_gives_what_torch_gives(name, every):
    assert MODULES[name][0] in every.kinds
    found, expected = every.found[f"y_{name}"], every.expected[f"y_{name}"]
    # Of the largest value: coremltools adds 1e-5 to the variance 1 of a scale that it makes a
    # batch_norm of.
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())
    assert found.dtype == (np.int32 if name == "argmax" else np.float32)


def test_a_segmenter_gives_what_torch_gives(saved):
    smp = pytest.importorskip("segmentation_models_pytorch")
    torch.manual_seed(0)
    model = smp.Unet("mobilenet_v2", encoder_weights=None, classes=5).eval()
    x = random(1, 3, 64, 64)
    with torch.inference_mode():
        expected = model(x).numpy()
    found = saved(convert(model, x)).run({"x": x})["y"]
    np.testing.assert_allclose(found, expected, atol=1e-5 * np.abs(expected).max())


# The samples of the side (0, 1) that the notes of coremltools' resize_bilinear list.
SAMPLES = {
    ("UNALIGN_CORNERS", 5): [0, 0.1, 0.5, 0.9, 1],
    ("STRICT_ALIGN_CORNERS", 5): [0, 0.25, 0.5, 0.75, 1],
    ("ALIGN_CORNERS", 1): [0.5],
    ("STRICT_ALIGN_CORNERS", 1): [0],
    ("DEFAULT", 5): [0, 0.4, 0.8, 1, 1],
    ("OFFSET_CORNERS", 5): [0.1, 0.3, 0.5, 0.7, 0.9],
    ("UNALIGN_CORNERS", 6): [0, 0, 1 / 3, 2 / 3, 1, 1],
    ("ALIGN_CORNERS", 6): [0, 0.2, 0.4, 0.6, 0.8, 1],
}


@pytest.mark.parametrize(("mode", "count"), SAMPLES)
def test_resize_bilinear_samples_as_its_notes_say(mode, count, built):
    program = built(
        lambda x: mb.resize_bilinear(
            x=x, target_size_height=1, target_size_width=count, sampling_mode=mode, name="y"
        ),
        ((1, 1, 2), types.fp32),
    )
    found = program.run({"x": [[[0, 1]]]})["y"]
    np.testing.assert_allclose(found[0, 0], SAMPLES[mode, count], atol=1e-6)


@pytest.mark.parametrize(
    ("pad_type", "expected"),
    [("valid", [6]), ("same", [6, 4]), ("same_lower", [3, 6])],
)
def test_padding_by_name(pad_type, expected, built):
    def program(x: Any) -> Any:
        taps = np.ones((1, 1, 3), np.float32)
        return mb.conv(x=x, weight=taps, strides=[2], pad_type=pad_type, name="y")

    x = np.array([[[1, 2, 3, 1]]], np.float32)
    found = built(program, ((1, 1, 4), types.fp32)).run({"x": x})["y"]
    assert found[0, 0].tolist() == expected


def test_nearest_neighbours_of_a_size(built):
    program = built(
        lambda x: mb.resize_nearest_neighbor(
            x=x, target_size_height=2, target_size_width=6, name="y"
        ),
        ((1, 1, 3), types.fp32),
    )
    assert program.run({"x": [[[1, 2, 3]]]})["y"].tolist() == [[[1, 1, 2, 2, 3, 3]] * 2]


def test_slices_by_masks(built):
    program = built(
        lambda x: mb.slice_by_index(
            x=x,
            begin=[1, 2, -1],
            end=[0, 0, 0],
            stride=[1, -1, 1],
            begin_mask=[True, False, False],
            end_mask=[True, True, False],
            squeeze_mask=[False, False, True],
            name="y",
        ),
        ((2, 3, 4), types.fp32),
    )
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    np.testing.assert_array_equal(program.run({"x": x})["y"], x[:, 2::-1, -1])


def test_a_slice_by_size_takes_the_rest(built):
    program = built(
        lambda x: mb.slice_by_size(x=x, begin=[1, 0], size=[-1, 2], name="y"),
        ((3, 4), types.fp32),
    )
    x = np.arange(12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_array_equal(program.run({"x": x})["y"], x[1:, :2])


def test_concat_may_interleave(built):
    program = built(
        lambda x: mb.concat(values=(x, mb.mul(x=x, y=10.0)), axis=1, interleave=True, name="y"),
        ((1, 2), types.fp32),
    )
    assert program.run({"x": [[1, 2]]})["y"].tolist() == [[1, 10, 2, 20]]


def test_zeros_of_a_shape_are_counted_from_the_last_side(built):
    program = built(lambda x: mb.reshape(x=x, shape=[1, 0, -1, 0], name="y"), ((2, 50), types.fp32))
    assert program.run({"x": np.zeros((2, 50))})["y"].shape == (1, 1, 2, 50)


@pytest.mark.parametrize(
    ("mode", "expected"), [("update", 7), ("add", 13), ("sub", -1), ("mul", 42), ("max", 7)]
)
def test_scatter(mode, expected, built):
    def program(x: Any) -> tuple[Any, ...]:
        index, seven = np.array([1], np.int32), np.array([7.0], np.float32)
        return (
            mb.scatter(data=x, indices=index, updates=seven, mode=mode, name="along"),
            mb.scatter_along_axis(data=x, indices=index, updates=seven, mode=mode, name="each"),
            mb.scatter_nd(data=x, indices=index[None], updates=seven, mode=mode, name="nd"),
        )

    outputs = built(program, ((3,), types.fp32)).run({"x": [0, 6, 2]})
    assert [value.tolist() for value in outputs.values()] == [[0, expected, 2]] * 3


def test_gather_with_batches(built):
    def program(x: Any, i: Any) -> tuple[Any, ...]:
        pairs = mb.expand_dims(x=i, axes=[2])
        return (
            mb.gather(x=x, indices=i, axis=1, batch_dims=1, name="along"),
            mb.gather_nd(x=x, indices=pairs, batch_dims=1, name="nd"),
        )

    x, i = np.array([[1, 2, 3], [4, 5, 6]]), [[2, 0], [1, -1]]
    outputs = built(program, ((2, 3), types.fp32), ((2, 2), types.int32)).run({"x": x, "i": i})
    assert [value.tolist() for value in outputs.values()] == [[[3, 1], [5, 6]]] * 2


def test_shapes_and_ranges_are_integers(built):
    def program(x: Any) -> tuple[Any, ...]:
        return (
            mb.shape(x=x, name="shape"),
            mb.range_1d(start=1, end=7, step=3, name="range"),
            mb.fill(shape=[2], value=3, name="fill"),
            mb.floor_div(x=mb.cast(x=x, dtype="int32"), y=2, name="quotient"),
            mb.mod(x=mb.cast(x=x, dtype="int32"), y=2, name="rest"),
        )

    outputs = built(program, ((2,), types.fp32)).run({"x": [-3.9, 3.9]})
    assert {value.dtype for value in outputs.values()} == {np.dtype(np.int32)}
    expected = [[2], [1, 4], [3, 3], [-2, 1], [1, 1]]
    assert [value.tolist() for value in outputs.values()] == expected


def test_ties_go_up_by_floor_and_to_even_by_round(built):
    def program(x: Any) -> tuple[Any, ...]:
        return mb.floor(x=mb.add(x=x, y=0.5), name="up"), mb.round(x=x, name="even")

    ties = [-1.5, -0.5, 0.5, 1.5, 2.5, np.nextafter(np.float32(0.5), np.float32(0))]
    outputs = built(program, ((6,), types.fp32)).run({"x": ties})
    # The sum of 0.5 and the float32 before it is rounded to 1: floor(x + 0.5) takes it up.
    assert outputs["up"].tolist() == [-1, 0, 1, 2, 3, 1]
    assert outputs["even"].tolist() == [-2, 0, 0, 2, 2, 0]


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_a_gelu_stays_the_one_it_was(approximate, saved):
    """Coremltools drops the keyword of torch's gelu: the exact one is 5e-4 away."""
    gelu = Function(lambda x: F.gelu(x, approximate=approximate))
    x = torch.linspace(-4, 4, 101)
    found = saved(convert(gelu, x)).run({"x": x.numpy()})["y"]
    np.testing.assert_allclose(found, gelu(x).numpy(), atol=1e-6)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("EXACT", F.gelu),
        ("TANH_APPROXIMATION", lambda x: F.gelu(x, approximate="tanh")),
        ("SIGMOID_APPROXIMATION", lambda x: x * torch.sigmoid(1.702 * x)),
    ],
)
def test_gelu(mode, expected, built):
    x = random(50)
    found = built(lambda x: mb.gelu(x=x, mode=mode, name="y"), ((50,), types.fp32)).run({"x": x})
    np.testing.assert_allclose(found["y"], expected(x).numpy(), rtol=1e-6)


def test_quantised_values(built):
    def program(x: Any) -> Any:
        scale, zero = np.float32(0.5), np.uint8(3)
        q = mb.quantize(input=x, scale=scale, zero_point=zero, output_dtype="uint8", name="q")
        return mb.dequantize(input=q, scale=scale, zero_point=zero, name="y")

    outputs = built(program, ((4,), types.fp32)).run({"x": [-9, 0.25, 0.75, 999]}, watch=["q"])
    assert outputs["q"].dtype == np.uint8
    assert outputs["q"].tolist() == [0, 3, 5, 255]
    assert outputs["y"].tolist() == [-1.5, 0, 1, 126]


COMPRESSIONS = [
    ("affine_dequantize", "iOS16", cto.OpLinearQuantizerConfig(mode="linear", weight_threshold=0)),
    (
        "blockwise_shift_scale",
        "iOS18",
        cto.OpLinearQuantizerConfig(
            dtype="int4", granularity="per_block", block_size=4, weight_threshold=0
        ),
    ),
    ("lut_to_dense", "iOS16", cto.OpPalettizerConfig(mode="uniform", nbits=4, weight_threshold=0)),
    (
        "lut_to_dense",
        "iOS18",
        cto.OpPalettizerConfig(
            mode="uniform",
            nbits=2,
            granularity="per_grouped_channel",
            group_size=4,
            weight_threshold=0,
        ),
    ),
    (
        "sparse_to_dense",
        "iOS16",
        cto.OpMagnitudePrunerConfig(target_sparsity=0.7, weight_threshold=0),
    ),
    (
        "sparse_to_dense",
        "iOS18",
        cto.OpMagnitudePrunerConfig(target_sparsity=0.7, weight_threshold=0),
    ),
]


@pytest.mark.parametrize(
    ("kind", "target", "config"), COMPRESSIONS, ids=[f"{c[0]}-{c[1]}" for c in COMPRESSIONS]
)
def test_compressed_weights_are_what_coremltools_decompresses(kind, target, config, saved):
    compress = {
        cto.OpLinearQuantizerConfig: cto.linear_quantize_weights,
        cto.OpPalettizerConfig: cto.palettize_weights,
        cto.OpMagnitudePrunerConfig: cto.prune_weights,
    }[type(config)]
    x = random(1, 8, 5, 5)
    model = convert(layer(nn.Conv2d(8, 16, 3)), x, minimum_deployment_target=ct.target[target])
    small = compress(model, cto.OptimizationConfig(config))
    program = saved(small)
    assert f"constexpr_{kind}" in kinds(program)
    found = program.run({"x": x})["y"]
    expected = saved(cto.decompress_weights(small)).run({"x": x})["y"]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


SIDE = 2710  # of a picture whose coordinates do not fit fp16, exact up to 2048


@pytest.mark.parametrize(("precision", "exact"), [("FLOAT32", True), ("FLOAT16", False)])
def test_half_precision_moves_samples(precision, exact, saved):
    unit = torch.linspace(0, 1, 4 * SIDE)
    model = convert(
        Function(lambda x: torch.floor(x * (SIDE - 1) + 0.5).to(torch.int32)),
        unit,
        compute_precision=ct.precision[precision],
    )
    found = saved(model).run({"x": unit})["y"]
    expected = np.floor(unit.numpy() * np.float32(SIDE - 1) + np.float32(0.5))
    assert bool((found == expected).all()) is exact
    assert exact or np.mean(found != expected) > 0.1


def test_half_precision_rounds_what_is_stored_as_half(saved):
    x = random(*IMAGE)
    model = convert(layer(nn.Conv2d(4, 6, 3)), x, compute_precision=ct.precision.FLOAT16)
    program = saved(model)
    halves = {
        name
        for operation in program.operations
        for name, stored in zip(operation.outputs, operation.types, strict=True)
        if stored.dtype == "fp16" and operation.type != "const"
    }
    values = program.run({"x": x}, watch=sorted(halves))
    assert halves
    assert {values[name].dtype for name in halves} == {np.dtype(np.float16)}


def test_int16_indices_wrap(built):
    def program(x: Any, i: Any) -> Any:
        narrow = mb.cast(x=i, dtype="int16", name="narrow")
        return mb.gather(x=x, indices=narrow, axis=0, name="y")

    pixels = np.arange(70000, dtype=np.float32)
    trap = built(program, (pixels.shape, types.fp32), ((3,), types.int32))
    outputs = trap.run({"x": pixels, "i": [5, 40000, 65541]}, watch=["narrow"])
    assert outputs["narrow"].tolist() == [5, 40000 - 65536, 5]
    assert outputs["y"].tolist() == [5, 70000 + 40000 - 65536, 5]  # not 40000 and 65541


class Sampler(nn.Module):
    """Gathers pixels of a picture, (1, 3, H, W), by their flat index."""

    def forward(self, picture: Tensor) -> Tensor:
        index = (picture.mean((1, 3))[0] * 2).to(torch.int32)
        return picture.reshape(3, -1).index_select(1, index) * 2


def test_pictures_are_bytes_and_the_gathered_pixels_are_in_sight(saved):
    image = ct.ImageType(name="picture", shape=(1, 3, 7, 9), color_layout=ct.colorlayout.RGB)
    program = saved(convert(Sampler(), torch.zeros(1, 3, 7, 9), inputs=[image]))
    assert program.inputs == {"picture": ((1, 3, 7, 9), "fp32")}
    assert program.outputs == {"y": ((3, 7), "fp32")}
    tables = {
        operation.outputs[0]
        for operation in program.operations
        if operation.type == "reshape" and operation.inputs["x"] == ("picture",)
    }
    (gather,) = (
        operation
        for operation in program.operations
        if operation.type == "gather" and operation.inputs["x"][0] in tables
    )
    picture = np.random.default_rng(0).integers(0, 16, (7, 9, 3), np.uint8)
    outputs = program.run({"picture": picture}, watch=gather.outputs)
    flat = (picture.mean((1, 2), dtype=np.float32) * 2).astype(int)
    pixels = picture.reshape(-1, 3)[flat].T
    np.testing.assert_array_equal(outputs[gather.outputs[0]], pixels)
    np.testing.assert_array_equal(outputs["y"], 2 * pixels)


def test_the_scale_and_bias_of_an_image_are_operations(saved):
    image = ct.ImageType(name="x", shape=(1, 3, 2, 2), scale=0.5, bias=[1, 2, 3])
    program = saved(convert(Function(torch.relu), torch.zeros(1, 3, 2, 2), inputs=[image]))
    found = program.run({"x": np.full((2, 2, 3), 100, np.uint8)})["y"]
    assert found[0, :, 1, 1].tolist() == [51, 52, 53]


def test_an_unknown_operation_is_named(built):
    program = built(lambda x: mb.cumsum(x=x, name="y"), ((3,), types.fp32))
    message = r"but .*model\.mlpackage makes 'y' by 'cumsum'; add it to edgeward\.export\.mil\."
    with pytest.raises(ExportError, match=message):
        program.run({"x": [1, 2, 3]})


def test_an_index_out_of_range_is_named(built):
    program = built(lambda x: mb.gather(x=x, indices=[3], name="y"), ((3,), types.fp32))
    with pytest.raises(ExportError, match="its 'gather' that makes 'y' fails: index 3 is out"):
        program.run({"x": [1, 2, 3]})


@pytest.mark.parametrize(
    ("inputs", "watch", "message"),
    [
        ({}, (), "Expected the input 'x' of"),
        ({"x": [1, 2]}, (), r"Expected 'x' to be of shape \(3,\), but got \(2,\)"),
        ({"x": [1, 2, 3]}, ("z",), "Expected the name of a value of .*, but got 'z'"),
    ],
)
def test_wrong_arguments_are_named(inputs, watch, message, built):
    program = built(lambda x: mb.relu(x=x, name="y"), ((3,), types.fp32))
    with pytest.raises(BadInput, match=message):
        program.run(inputs, watch)


def test_what_is_no_picture_is_refused(saved):
    image = ct.ImageType(name="x", shape=(1, 3, 2, 2))
    program = saved(convert(Function(torch.relu), torch.zeros(1, 3, 2, 2), inputs=[image]))
    with pytest.raises(BadInput, match=r"a uint8 \(H, W, 3\) picture, but got float64 \(2, 2, 3\)"):
        program.run({"x": np.zeros((2, 2, 3))})


def test_another_order_of_colours_is_refused(saved):
    image = ct.ImageType(name="x", shape=(1, 3, 2, 2), color_layout=ct.colorlayout.BGR)
    model = convert(Function(torch.relu), torch.zeros(1, 3, 2, 2), inputs=[image])
    with pytest.raises(ExportError, match="Expected input 'x' to be an RGB image"):
        saved(model)


def test_what_is_no_package_is_refused(tmp_path):
    with pytest.raises(ExportError, match=r"Expected a saved \.mlpackage"):
        load_program(tmp_path)
