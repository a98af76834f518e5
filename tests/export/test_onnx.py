"""The exported ONNX graph keeps the sampling contract, node by node."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import onnx
import pytest

from edgeward.export import verify as verification
from edgeward.export.graph import BakedGraph
from edgeward.export.to_onnx import (
    METADATA_KEY,
    OPSET,
    ExportError,
    picture_gathers,
    to_onnx,
)
from edgeward.export.verify import TOLERANCE, runner, verify_onnx
from edgeward.manifest import from_json, read_manifest
from edgeward.picture import EXAMPLE_PHOTO, open_picture

Node = onnx.NodeProto


class Graph:
    """A graph to walk: who makes a tensor, who takes it, of which type it is."""

    def __init__(self, path: Path):
        self.model = onnx.shape_inference.infer_shapes(onnx.load(path), strict_mode=True)
        self.graph = self.model.graph
        self.makers = {name: node for node in self.graph.node for name in node.output}
        self.constants = {c.name: onnx.numpy_helper.to_array(c) for c in self.graph.initializer}
        values = (*self.graph.value_info, *self.graph.input, *self.graph.output)
        self.types = {v.name: v.type.tensor_type.elem_type for v in values}
        self.types |= {c.name: c.data_type for c in self.graph.initializer}

    def takers(self, name: str) -> list[Node]:
        return [node for node in self.graph.node if name in node.input]

    def above(self, name: str, *, stop: str = "Conv") -> list[Node]:
        """Nodes that a tensor is made of, back to the network."""
        found, names = [], [name]
        while names:
            node = self.makers.get(names.pop())
            if node is not None and node.op_type != stop and node not in found:
                found.append(node)
                names += node.input
        return found


@pytest.fixture(scope="module", params=["tiny", "tiny-uniform", "fixed"])
def graph(request: pytest.FixtureRequest, bundles: Path) -> Graph:
    return Graph(bundles / f"{request.param}.ew" / "model.onnx")


def test_no_operator_that_runtimes_disagree_on(graph: Graph):
    operators = {node.op_type for node in graph.graph.node}
    assert not operators & {"GridSample", "Round", "GatherND", "GatherElements", "ScatterND"}
    assert {node.domain for node in graph.graph.node} == {""}
    assert [(o.domain, o.version) for o in graph.model.opset_import] == [("", OPSET)]


def test_the_picture_is_only_measured_and_gathered_from(graph: Graph):
    assert {node.op_type for node in graph.takers("picture")} <= {"Shape", "Reshape"}
    for table in (n for n in graph.takers("picture") if n.op_type == "Reshape"):
        assert {node.op_type for node in graph.takers(table.output[0])} == {"Gather"}


def test_pixels_are_gathered_by_flat_int32_indices(graph: Graph):
    gathers = picture_gathers(graph.graph)
    assert gathers
    for gather in gathers:
        assert [onnx.helper.get_attribute_value(a) for a in gather.attribute] in ([], [0])
        assert graph.types[gather.input[0]] == onnx.TensorProto.UINT8
        assert graph.types[gather.input[1]] == onnx.TensorProto.INT32


def test_coordinates_are_floor_of_product_plus_half_in_float32(graph: Graph):
    floors = [n for n in graph.above("points") if n.op_type == "Floor"]
    assert len(floors) == 2
    for floor in floors:
        plus = graph.makers[floor.input[0]]
        assert plus.op_type == "Add"
        assert [float(graph.constants[i]) for i in plus.input if i in graph.constants] == [0.5]
        times = graph.makers[plus.input[0]]
        assert times.op_type == "Mul"
        for name in (*floor.output, *plus.output, *times.output, *times.input):
            assert graph.types[name] == onnx.TensorProto.FLOAT


def test_the_points_are_handed_out_as_they_were_gathered(graph: Graph):
    index = picture_gathers(graph.graph)[-1].input[1]
    assert any("points" in node.output for node in graph.above(index))
    assert graph.types["points"] == onnx.TensorProto.INT32


def test_nothing_is_half_precision_or_double(graph: Graph):
    wrong = {onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16, onnx.TensorProto.DOUBLE}
    assert not wrong & set(graph.types.values())


def test_inputs_and_outputs_are_named_and_sized(bundles: Path):
    def shapes(name: str) -> dict[str, list[int | str]]:
        graph = onnx.load(bundles / name / "model.onnx").graph
        return {
            v.name: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
            for v in (*graph.input, *graph.output)
        }

    outputs = {"scores": [32, 48, 3], "points": [32, 48, 2], "grid": [8, 8, 2]}
    assert shapes("tiny.ew") == {"picture": ["height", "width", 3], **outputs}
    assert shapes("fixed.ew") == {"picture": [48, 64, 3], **outputs}


def test_the_file_holds_the_manifest_and_no_trace_of_the_machine(bundles: Path):
    path = bundles / "tiny.ew" / "model.onnx"
    model = onnx.load(path)
    inside = from_json({p.key: p.value for p in model.metadata_props}[METADATA_KEY])
    assert inside == dataclasses.replace(read_manifest(path.parent), files=())
    assert not re.search(rb"\.py|/home|/root|/tmp|stack_trace", path.read_bytes())


def test_the_same_checkpoint_exports_the_same_bytes(make_checkpoint, bundles: Path):
    stored = onnx.load(bundles / "tiny.ew" / "model.onnx")
    metadata = stored.metadata_props[0].value
    again = to_onnx(BakedGraph(make_checkpoint().model), image_size=None, metadata=metadata)
    content = again.SerializeToString(deterministic=True)
    assert content == (bundles / "tiny.ew" / "model.onnx").read_bytes()


def test_parity_is_in_the_manifest_and_within_its_tolerance(bundles: Path):
    (artifact,) = read_manifest(bundles / "tiny.ew").files
    assert artifact.parity.keys() == TOLERANCE.keys()
    assert all(artifact.parity[name] <= TOLERANCE[name] for name in TOLERANCE)


def test_the_gathered_pixels_are_the_pictures_at_the_points(bundles: Path):
    photo = open_picture(EXAMPLE_PHOTO)[:301, :417]
    run = runner(onnx.load(bundles / "tiny.ew" / "model.onnx"))(np.ascontiguousarray(photo))
    rows, cols = run.points[..., 0], run.points[..., 1]
    np.testing.assert_array_equal(run.pixels.reshape(32, 48, 3), photo[rows, cols])


def test_gathering_other_pixels_than_the_points_is_caught(make_checkpoint, bundles: Path):
    model = onnx.load(bundles / "tiny.ew" / "model.onnx")
    gather = picture_gathers(model.graph)[-1]
    position = list(model.graph.node).index(gather)
    mirror = onnx.helper.make_node("Neg", [gather.input[1]], ["mirrored"])  # counts from the end
    model.graph.node.insert(position, mirror)
    model.graph.node[position + 1].input[1] = "mirrored"
    with pytest.raises(ExportError, match="Expected pixels to differ from torch by at most 0"):
        verify_onnx(model, make_checkpoint().model, image_size=None)


def test_other_weights_than_the_models_are_caught(make_checkpoint, bundles: Path):
    model = onnx.load(bundles / "tiny.ew" / "model.onnx")
    (bias,) = (c for c in model.graph.initializer if c.name.endswith("segmenter.head.bias"))
    moved = onnx.numpy_helper.to_array(bias) + np.float32(0.5)
    bias.CopyFrom(onnx.numpy_helper.from_array(moved, bias.name))
    with pytest.raises(ExportError, match="Expected scores to differ"):
        verify_onnx(model, make_checkpoint().model, image_size=None)


def test_a_model_that_gives_no_numbers_is_refused(make_checkpoint):
    checkpoint = make_checkpoint()
    checkpoint.model.segmenter.head.bias.data.fill_(float("nan"))
    model = to_onnx(BakedGraph(checkpoint.model), image_size=(48, 64), metadata="")
    with pytest.raises(ExportError, match="Expected finite scores"):
        verify_onnx(model, checkpoint.model, image_size=(48, 64))


def test_a_sampler_that_gives_no_numbers_is_refused(make_checkpoint):
    checkpoint = make_checkpoint()
    checkpoint.model.sampler.head.bias.data.fill_(float("nan"))
    model = to_onnx(BakedGraph(checkpoint.model), image_size=(48, 64), metadata="")
    with pytest.raises(ExportError, match="cannot run the exported file"):
        verify_onnx(model, checkpoint.model, image_size=(48, 64))


def test_a_segmenter_that_onnx_cannot_express_is_refused_in_one_sentence(make_checkpoint):
    import torch

    class Odd(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[:, :, :: int(x.sum() > 0) + 1]

    model = make_checkpoint().model
    model.segmenter = Odd()
    with pytest.raises(ExportError, match=r"the exporter says: .+") as caught:
        to_onnx(BakedGraph(model), image_size=(48, 64), metadata="")
    assert "\n" not in str(caught.value)


def test_the_pictures_of_the_verification_have_awkward_sizes():
    sizes = [picture.shape[:2] for picture in verification.pictures(None)]
    assert {(1, 1), (1, 97), (64, 1), (2, 30000)} <= set(sizes)
    assert [p.shape for p in verification.pictures((48, 64))] == [(48, 64, 3)] * 2
