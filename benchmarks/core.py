"""The core against what users have today: labels, masks, sampling; ratios first.

    edgeward bench core data/cityscapes -o benchmarks/results

Every ratio is of medians from one interleaved run. Peers: OpenCV, PyTorch, ONNX Runtime, SciPy.
"""

import io
import json
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from rich.table import Table

import edgeward
from edgeward.benchmarks.peers import label_peers, mask_peers, one_thread, scipy_peer
from edgeward.benchmarks.proposal import ellipses
from edgeward.benchmarks.timing import median_ms
from edgeward.benchmarks.workloads import Workload, scores_of, workloads
from edgeward.files import write_atomically

Way = Callable[[], object]
Times = dict[str, float]

OURS = "edgeward"
CLASS_COUNTS = (2, 5, 10, 19, 50, 100, 150)
# 0.5 to 48 megapixels, 1 : 2.
SIDES = (500, 1024, 1732, 2449, 3464, 4899)


def label(work: Workload, *, threads: int = 1) -> Way:
    """Our labels of a workload."""
    return lambda: edgeward.interpolate_labels(
        work.points, work.scores, size=work.size, threads=threads
    )


def mask(work: Workload, dtype: type, *, of: int) -> Way:
    """Our soft mask of a workload."""
    return lambda: edgeward.interpolate_mask(
        work.points, work.scores, of, size=work.size, dtype=dtype
    )


def compare(works: Mapping[str, Workload]) -> dict[str, Times]:
    """Time workloads A to D and the worst case against their peers, milliseconds."""
    found = {}
    for name in ("A", "B", "C"):
        ways = {OURS: label(works[name]), f"{OURS}, 2 threads": label(works[name], threads=2)}
        found[name] = _fast_then_slow(ways | label_peers(works[name]))
    found["A"] |= median_ms({"SciPy LinearNDInterpolator + argmax": scipy_peer(works["A"])}, runs=3)
    ours = {
        f"{OURS}, float32": mask(works["D"], np.float32, of=1),
        f"{OURS}, uint8": mask(works["D"], np.uint8, of=1),
    }
    found["D"] = median_ms(ours | mask_peers(works["D"], 1), runs=101)
    found["noise"] = median_ms({OURS: label(works["noise"])}, runs=11)
    return found


def _fast_then_slow(ways: Mapping[str, Way]) -> Times:
    """Time all ways in turn, then those below 20 ms again, more often."""
    times = median_ms(ways, runs=5)
    return times | median_ms({k: w for k, w in ways.items() if times[k] < 20}, runs=101)


def sampling() -> Times:
    """Time sampling 128 x 128 points of a 12 megapixel frame, RGB and NV12, milliseconds."""
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    luma, chroma = frame[..., 0].copy(), frame[:1500, :2000, :2].copy()
    grid = edgeward.project_covering(edgeward.uniform_grid(128, 128) ** 1.5)
    where = edgeward.points(grid, frame.shape[:2])
    column, row = where[..., 1].astype(np.float32), where[..., 0].astype(np.float32)
    nv12 = np.vstack([luma, chroma.reshape(1500, 4000)])
    times = median_ms(
        {
            f"{OURS}, RGB": lambda: edgeward.sample(frame, where),
            f"{OURS}, NV12": lambda: edgeward.sample_yuv(
                luma, chroma[..., 0], chroma[..., 1], where
            ),
            "numpy indexing, RGB": lambda: frame[where[..., 0], where[..., 1]],
            "OpenCV remap, nearest, RGB": lambda: cv2.remap(frame, column, row, cv2.INTER_NEAREST),
        },
        runs=101,
    )
    # By itself: it fills the caches with a whole frame.
    convert = {
        "OpenCV conversion of the NV12 frame alone": lambda: cv2.cvtColor(
            nv12, cv2.COLOR_YUV2RGB_NV12
        )
    }
    return times | median_ms(convert, runs=31)


def curves(a: Workload) -> dict[str, dict[str, Times]]:
    """Time labels against the number of classes and the output's size, beside OpenCV's nearest.

    Classes: softened labels of seeded ellipses at A's points. Sizes: A, its points mapped.
    """
    found: dict[str, dict[str, Times]] = {"classes": {}, "megapixels": {}}
    for count in CLASS_COUNTS:
        truth = ellipses(*a.size, classes=count)[a.points[..., 0], a.points[..., 1]]
        found["classes"][str(count)] = _with_nearest(a._replace(scores=scores_of(truth, count)))
    for side in SIDES:
        size = (side, 2 * side)
        scaled = a.points.astype(np.int64) * (np.array(size) - 1) / (np.array(a.size) - 1)
        work = Workload(np.rint(scaled).astype(np.int32), a.scores, size)
        found["megapixels"][f"{side * 2 * side / 1e6:.1f}"] = _with_nearest(work)
    return found


def _with_nearest(work: Workload) -> Times:
    nearest = "OpenCV resize of finished labels, nearest"
    return median_ms({OURS: label(work), nearest: label_peers(work)[nearest]}, runs=31)


def machine() -> dict[str, str]:
    """Say what measured."""
    names = ("edgeward", "numpy", "opencv-python-headless", "torch", "onnxruntime", "scipy")
    return {
        "cpu": _cpu(),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    text = info.read_text(encoding="utf-8")
    lines = [line.split(":")[1].strip() for line in text.splitlines() if "model name" in line]
    return lines[0] if lines else platform.machine()


def draw(found: Mapping[str, Any]) -> Figure:
    """Plot the ratios of the label workloads and both curves."""
    figure, axes = plt.subplots(1, 3, figsize=(15, 4), constrained_layout=True)
    for name in ("A", "B", "C"):
        times = found["workloads"][name]
        peers = [peer for peer in times if not peer.startswith(OURS)]
        axes[0].plot([times[peer] / times[OURS] for peer in peers], peers, "o", label=name)
    axes[0].axvline(1, color="grey")
    axes[0].set(xscale="log", xlabel="time / edgeward's", title="Labels, one thread")
    axes[0].legend()
    for axis, (name, curve) in zip(axes[1:], found["curves"].items(), strict=True):
        for way in next(iter(curve.values())):
            axis.plot([float(x) for x in curve], [t[way] for t in curve.values()], "o-", label=way)
        axis.set(xlabel=name, ylabel="ms", ylim=(0, None), title=f"Labels against {name}")
        axis.legend()
    return figure


def table(found: Mapping[str, Any]) -> Table:
    """Lay out the times: milliseconds, and how many of ours each way takes."""
    rows = Table("workload", "way", "ms", "/ ours", title="Medians of one interleaved run")
    for name, times in {**found["workloads"], "sampling": found["sampling"]}.items():
        ours = next(iter(times.values()))
        for way, ms in times.items():
            rows.add_row(name, way, f"{ms:.3f}", f"{ms / ours:.2f}")
        rows.add_section()
    return rows


def measure(cityscapes: Path) -> dict[str, Any]:
    """Measure everything.

    Args:
        cityscapes: folder with leftImg8bit/ and gtFine/.
    """
    one_thread()
    works = workloads(cityscapes)
    return {
        "machine": machine(),
        "workloads": compare(works),
        "sampling": sampling(),
        "curves": curves(works["A"]),
    }


def write(found: Mapping[str, Any], out: Path) -> None:
    """Write core.json and core.png into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    write_atomically(out / "core.json", (json.dumps(found, indent=2) + "\n").encode())
    picture = io.BytesIO()
    draw(found).savefig(picture, format="png", dpi=110)
    write_atomically(out / "core.png", picture.getvalue())
