"""The exported ONNX graph keeps the sampling contract, node by node."""

import dataclasses
import re
from pathlib import Path

import onnx
import pytest

from edgeward.export import Job
from edgeward.export.bundle import graphs
from edgeward.export.converter import ExportError
from edgeward.export.onnx_model import OPSET, picture_gathers
from edgeward.export.to_onnx import write_onnx
from edgeward.manifest import Manifest, from_json, read_manifest

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
    inside = from_json({p.key: p.value for p in model.metadata_props}["edgeward.manifest"])
    assert inside == dataclasses.replace(read_manifest(path.parent), files=())
    assert not re.search(rb"\.py|/home|/root|/tmp|stack_trace", path.read_bytes())


def test_the_same_checkpoint_exports_the_same_bytes(make_checkpoint, bundles: Path, tmp_path: Path):
    for file in read_manifest(bundles / "tiny.ew").files:
        stored = bundles / "tiny.ew" / file.path
        props = {p.key: p.value for p in onnx.load(stored).metadata_props}
        job = Job("onnx", "baked" if file.form == "baked" else "split")
        (graph,) = (g for g in graphs(make_checkpoint().model, job, None) if g.form == file.form)
        write_onnx(graph, tmp_path / file.path, from_json(props["edgeward.manifest"]))
        assert (tmp_path / file.path).read_bytes() == stored.read_bytes()


def test_a_segmenter_that_onnx_cannot_express_is_refused_in_one_sentence(
    make_checkpoint, manifest: Manifest, tmp_path: Path
):
    import torch

    class Odd(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[:, :, :: int(x.sum() > 0) + 1]

    model = make_checkpoint().model
    model.segmenter = Odd()
    (graph,) = graphs(model, Job("onnx", "baked"), (48, 64))
    with pytest.raises(ExportError, match=r"the exporter says: .+") as caught:
        write_onnx(graph, tmp_path / "model.onnx", manifest)
    assert "\n" not in str(caught.value)
