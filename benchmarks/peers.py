"""What users have today for the way from scores on a grid to labels or a mask, one thread each.

All but SciPy's assume uniform sampling: their results are those of a uniform grid. Layouts are the
ones each library is fastest with; they are made beforehand.
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from scipy.interpolate import LinearNDInterpolator
from torch.nn import functional as F

from edgeward.benchmarks.workloads import Workload

Way = Callable[[], object]


def one_thread() -> None:
    """Keep the libraries to one thread; ONNX Runtime's sessions are made so."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)


def label_peers(work: Workload) -> dict[str, Way]:
    """Ways to labels, by name."""
    finished = work.scores.argmax(-1).astype(np.uint8)
    return {
        "OpenCV resize of finished labels, nearest": lambda: _resize(
            finished, work, cv2.INTER_NEAREST
        ),
        "OpenCV resize + argmax": lambda: _resize(work.scores, work, cv2.INTER_LINEAR).argmax(-1),
        "torch interpolate + argmax": _torch(work),
        "ONNX Runtime Resize + ArgMax": _onnxruntime(work),
    }


def scipy_peer(work: Workload) -> Way:
    """The paper's own un-warp (section 3.3) and argmax."""
    pixels = np.indices(work.size).transpose(1, 2, 0)
    scores = work.scores.reshape(-1, work.scores.shape[-1])

    def unwarp() -> object:
        return LinearNDInterpolator(work.points.reshape(-1, 2), scores)(pixels).argmax(-1)

    return unwarp


def mask_peers(work: Workload, label: int) -> dict[str, Way]:
    """Ways to a soft mask of one class whose probabilities at the points are known."""
    odds = np.exp(work.scores - work.scores.max(-1, keepdims=True))
    chance = np.ascontiguousarray(odds[..., label] / odds.sum(-1))
    as_bytes = np.floor(255 * chance + 0.5).astype(np.uint8)
    return {
        "OpenCV resize, linear, float32": lambda: _resize(chance, work, cv2.INTER_LINEAR),
        "OpenCV resize, linear, uint8": lambda: _resize(as_bytes, work, cv2.INTER_LINEAR),
    }


def _resize(values: NDArray[Any], work: Workload, how: int) -> NDArray[Any]:
    return cv2.resize(values, (work.size[1], work.size[0]), interpolation=how)


def _torch(work: Workload) -> Way:
    scores = torch.from_numpy(work.scores).permute(2, 0, 1)[None].contiguous()

    def resize() -> object:
        with torch.inference_mode():
            return F.interpolate(scores, work.size, mode="bilinear", align_corners=True).argmax(1)

    return resize


def _onnxruntime(work: Workload) -> Way:
    scores = np.ascontiguousarray(work.scores.transpose(2, 0, 1)[None])
    sizes = np.array([*scores.shape[:2], *work.size], np.int64)
    resize = helper.make_node(
        "Resize",
        ["scores", "", "", "sizes"],
        ["large"],
        mode="linear",
        coordinate_transformation_mode="align_corners",
    )
    argmax = helper.make_node("ArgMax", ["large"], ["labels"], axis=1, keepdims=0)
    graph = helper.make_graph(
        [resize, argmax],
        "resize",
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, scores.shape)],
        [helper.make_tensor_value_info("labels", TensorProto.INT64, [1, *work.size])],
        [helper.make_tensor("sizes", TensorProto.INT64, [4], sizes)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(None, {"scores": scores})
