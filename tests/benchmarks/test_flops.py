"""A graph costs what torch counts, where torch counts, and what one counts by hand elsewhere."""

from importlib.resources import files
from math import prod
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from onnx import parser
from torch import nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from edgeward.benchmarks.latency.flops import Flops, count, summed
from edgeward.errors import BadInput
from edgeward.export.bundle import count_flops
from edgeward.export.graph import SegmenterGraph
from edgeward.export.onnx_model import LAYOUT, to_model
from edgeward.export.precision.onnx import quantise
from edgeward.manifest import read_manifest
from edgeward.models import AdaptiveSegmenter, create_segmenter
from edgeward.models.checkpoint import shipped_names

SHIPPED = Path(str(files("edgeward"))) / "bundles"
# Elements of x.
X = 4 * 6 * 8


def graph(body: str, inputs: str = "float[1,4,6,8] x", *, more: str = ""):
    """A graph from `inputs` to y, and behind it the functions it calls."""
    head = '<ir_version: 8, opset_import: ["": 20, "own": 1]>'
    return parser.parse_model(f"{head} f ({inputs}) => (float[] y) {{ {body} }} {more}")


def cost(*args: str, **options: object) -> Flops:
    return summed(count(graph(*args, **options)))


def seen(module: nn.Module, *inputs: torch.Tensor) -> int:
    """What torch counts."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(*inputs)
    return counter.get_total_flops()


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_graphs_cost_what_their_manifests_say(name: str):
    found = {
        stage: 2 * summed(count(SHIPPED / name / f"{stage}.onnx")).multiply_adds
        for stage in read_manifest(SHIPPED / name).flops
    }
    assert found == read_manifest(SHIPPED / name).flops


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("lite", {"widths": [8, 8, 8]}),
        ("timm:mobilenetv3_small_050", {"decoder_channels": [8, 8, 8, 8, 8]}),
        ("smp:Segformer/mit_b0", {"decoder_segmentation_channels": 16}),
    ],
)
def test_exported_segmenters_cost_what_torch_sees(name: str, options: dict):
    segmenter = create_segmenter(name, classes=3, **options)
    model = AdaptiveSegmenter(None, segmenter, sample_size=(64, 96)).eval()
    found = summed(count(to_model(SegmenterGraph(model, LAYOUT))))
    assert 2 * found.multiply_adds == count_flops(model)["segmenter"]
    assert found.other > 0


def test_attention_is_two_products_which_torch_sees_only_in_parts():
    class Attention(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.scaled_dot_product_attention(x, x, x)

    tokens = torch.randn(1, 2, 10, 8)
    program = torch.onnx.export(Attention(), (tokens,), dynamo=True, verbose=False)
    assert summed(count(program.model_proto)).multiply_adds == 2 * 2 * 10 * 10 * 8
    with sdpa_kernel(SDPBackend.MATH):
        assert seen(Attention(), tokens) == 2 * 2 * 2 * 10 * 10 * 8


def test_a_baked_graph_costs_its_halves_and_the_sampling(bundles: Path):
    halves = [count(bundles / "tiny.ew" / f"{stage}.onnx") for stage in ("sampler", "segmenter")]
    apart = summed([node for half in halves for node in half])
    anywhere = count(bundles / "tiny.ew" / "model.onnx", sizes={"height": 48, "width": 64})
    for baked in (summed(anywhere), summed(count(bundles / "fixed.ew" / "model.onnx"))):
        assert baked.multiply_adds == apart.multiply_adds
        # Product, sum and floor of every coordinate.
        assert baked.other > apart.other + 3 * 2 * 32 * 48


def test_int8_multiplies_as_often_and_scales_besides(bundles: Path):
    path = bundles / "tiny-uniform.ew" / "segmenter.onnx"
    before, after = (
        summed(count(model))
        for model in (path, quantise(onnx.load(path), [np.zeros((32, 48, 3), np.uint8)]))
    )
    assert after.multiply_adds == before.multiply_adds
    assert after.other > before.other


# x is (1, 4, 6, 8).
@pytest.mark.parametrize(
    ("body", "more", "multiply_adds"),
    [
        ("y = Conv(x, w)", "float[5,4,3,3] w", 5 * (4 * 6) * (4 * 3 * 3)),
        ("y = Conv(x, w, b)", "float[5,4,3,3] w, float[5] b", 5 * (4 * 6) * (4 * 3 * 3)),
        ("y = Conv<pads=[1,1,1,1]>(x, w)", "float[5,4,3,3] w", 5 * (6 * 8) * (4 * 3 * 3)),
        ("y = Conv<strides=[2,2]>(x, w)", "float[5,4,2,2] w", 5 * (3 * 4) * (4 * 2 * 2)),
        ("y = Conv<dilations=[2,3]>(x, w)", "float[5,4,3,3] w", 5 * (2 * 2) * (4 * 3 * 3)),
        ("y = Conv<group=4>(x, w)", "float[8,1,3,3] w", 8 * (4 * 6) * (3 * 3)),
        ("y = ConvTranspose<strides=[2,2]>(x, w)", "float[4,3,2,2] w", 3 * (12 * 16) * 4),
        ("y = ConvTranspose<group=2>(x, w)", "float[4,3,1,1] w", 2 * 3 * (6 * 8) * 2),
        ("y = MatMul(x, w)", "float[8,5] w", 4 * 6 * 5 * 8),
        ("y = MatMul(x, w)", "float[2,1,8,5] w", 2 * 4 * 6 * 5 * 8),
        ("y = MatMul(w, x)", "float[6] w", 4 * 8 * 6),
        ("y = Gemm(a, w)", "float[2,7] a, float[7,5] w", 2 * 5 * 7),
        ("y = Gemm<transA=1, transB=1>(a, w)", "float[7,2] a, float[5,7] w", 2 * 5 * 7),
    ],
)
def test_products_by_hand(body: str, more: str, multiply_adds: int):
    assert cost(body, f"float[1,4,6,8] x, {more}") == (multiply_adds, 0)


def test_a_multiply_add_counts_as_two():
    assert Flops(5, 3).flops == 2 * 5 + 3


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ("y = Relu(x)", X),
        ("l = Constant<value_float=0.0>() y = Clip(x, l, l)", 2 * X),
        ("r = Constant<value_float=0.1>() y = Add(x, r)", X),
        ("y = Sigmoid(x)", 4 * X),
        ("y = HardSwish(x)", 5 * X),
        ("y = Softmax(x)", 5 * X),
        ("y = Max(x, x, x)", 2 * X),
        ("y = MaxPool<kernel_shape=[2,2], strides=[2,2]>(x)", 4 * (3 * 4) * 3),
        ("y = MaxPool<kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]>(x)", 4 * (3 * 4) * 8),
        ("y = AveragePool<kernel_shape=[2,4], strides=[2,4]>(x)", 4 * (3 * 2) * (7 + 1)),
        ("y = GlobalAveragePool(x)", 4 * (47 + 1)),
        ("y = GlobalMaxPool(x)", 4 * 47),
        ("a = Constant<value_ints=[2,3]>() y = ReduceMean(x, a)", 4 * (47 + 1)),
        ("a = Constant<value_ints=[1]>() y = ReduceSum<keepdims=0>(x, a)", 6 * 8 * 3),
        ("y = Transpose<perm=[0,2,3,1]>(x)", 0),
        ("i = Cast<to=3>(x) y = Cast<to=1>(i)", 0),
    ],
)
def test_operations_by_hand(body: str, other: int):
    assert cost(body) == (0, other)


@pytest.mark.parametrize(
    ("mode", "scales", "each"),
    [
        ("nearest", "1.0, 1.0, 2.0, 2.0", 0),
        ("linear", "1.0, 1.0, 2.0, 2.0", 4 + 3),
        ("linear", "1.0, 1.0, 2.0, 1.0", 2 + 1),
        ("linear", "1.0, 1.0, 0.5, 0.5", 4 + 3),
        ("linear", "1.0, 1.0, 1.0, 1.0", 0),
        ("cubic", "1.0, 1.0, 2.0, 2.0", 16 + 15),
    ],
)
def test_resizing_sums_taps_along_the_axes_that_change(mode: str, scales: str, each: int):
    body = f's = Constant<value_floats = [{scales}]>() y = Resize<mode = "{mode}">(x, , s)'
    pixels = X * prod(map(float, scales.split(",")))
    assert cost(body) == (0, each * pixels)


def test_what_does_not_hang_on_values_costs_nothing():
    body = "w = Constant<value_floats = [1.0, 2.0]>() i = Constant<value_int = 3>() n = Shape(x) "
    body += "k = Gather(n, i) c = Cast<to = 1>(k) v = Mul(w, c) s = ReduceMean(v) m = Clip(s, , s) "
    assert cost(body + "r = Reshape(x, n) y = Mul(r, m)") == (0, X)


def test_functions_of_the_file_are_taken_apart():
    twice = '<domain: "own", opset_import: ["": 20]> Twice (a) => (b) { b = Add(a, a) }'
    assert cost("y = own.Twice(x)", more=twice) == (0, X)


def test_a_symbolic_size_can_be_given():
    model = graph("y = Relu(x)", "float[1,4,rows,8] x")
    assert summed(count(model, sizes={"rows": 6})) == (0, X)
    assert model == graph("y = Relu(x)", "float[1,4,rows,8] x")


BRANCHES = """<then_branch = g () => (float[] a) { a = Relu(x) },
else_branch = h () => (float[] b) { b = Abs(x) }>"""


@pytest.mark.parametrize(
    ("body", "more", "message"),
    [
        ("y = Relu(a)", "float[n] a", "'n' of the input 'a' is symbolic; export with a fixed"),
        ("y = Det(x)", "float a", "Det at 'y' has none"),
        ("y = own.Conv(x, x)", "float a", "own:Conv at 'y' has none"),
        (f"y = If(c) {BRANCHES}", "bool c", "If at 'y' has none"),
        ("e = Expand(x, n) y = Relu(e)", "int64[4] n", "that of 'y' is open"),
    ],
)
def test_what_cannot_be_counted_is_named(body: str, more: str, message: str):
    with pytest.raises(BadInput, match=message):
        cost(body, f"float[1,4,6,8] x, {more}")


SMALL, PAIR = st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3))


@given(PAIR, SMALL, PAIR, SMALL, SMALL, st.integers(0, 1), st.integers(7, 9), st.booleans())
def test_any_convolution_costs_what_torch_sees(
    channels, groups, kernel, stride, dilation, padding, side, transposed
):
    inputs, outputs = (groups * n for n in channels)
    options = {"stride": stride, "dilation": dilation, "padding": padding, "groups": groups}
    kind = nn.ConvTranspose2d if transposed else nn.Conv2d
    module = kind(inputs, outputs, kernel, **options, device="meta")
    op = "ConvTranspose" if transposed else "Conv"
    pads = f"strides = {[stride] * 2}, dilations = {[dilation] * 2}, pads = {[padding] * 4}"
    shape = [1, inputs, side, side + 1]
    found = cost(
        f"y = {op}<group = {groups}, {pads}>(x, w)",
        f"float{shape} x, float{list(module.weight.shape)} w",
    )
    assert 2 * found.multiply_adds == seen(module, torch.zeros(shape, device="meta"))
    assert found.other == 0
