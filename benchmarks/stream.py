"""Streams that look at few frames: IoU and milliseconds a frame, on a real video.

    python -m edgeward.benchmarks.stream data/camvid -o benchmarks/results

Writes stream.json and stream.png and prints a table. The video is CamVid's val split: 101 labelled
frames, every second one of 30 a second, so 15 a second for 6.7 s, from a moving car. Two controls:
the uniform baseline, and all of the video sampled where the sampler looks in a frame of another,
the first of the train split. Times are of one thread.
"""

import argparse
import json
import random
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import rich
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rich.table import Table

from edgeward import Result, load
from edgeward.benchmarks.core import machine
from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.data import Example, LabelledPictures, open_dataset
from edgeward.models.data.classes import class_ids
from edgeward.models.evaluation import score

# A way to segment videos: makes the function for the frames of one.
Way = Callable[[], Callable[[NDArray[np.uint8]], Result]]
# The timings of each frame in each pass.
Passes = list[list[Mapping[str, float]]]

VIDEO_HZ = 30
SPLIT = "val"
TARGETS = ["car", "pedestrian", "bicyclist"]
# Frames from one look to the next; the last is all of them.
EVERY = (1, 2, 3, 5, 10, 15, 30, 60, 101)
NEVER = 32_767
CONTROLS = {"another video's": "street, a look at another video", "uniform": "street-uniform"}
PASSES = 31


def frames_a_second(names: tuple[str, ...]) -> float:
    """Tell from its frames' names how often a video was labelled.

    Args:
        names: `VIDEO_NUMBER`, numbers in frames of 30 Hz.

    Raises:
        BadInput: not one video, or not evenly labelled.

    Example:
        >>> frames_a_second(("0016E5_07959", "0016E5_07961", "0016E5_07963"))
        15.0
    """
    videos = {name.rpartition("_")[0] for name in names}
    steps = set(np.diff([int(name.rpartition("_")[2]) for name in names]).tolist())
    if len(videos) != 1 or len(steps) != 1 or min(steps) < 1:
        raise BadInput(
            "Expected frames of one video in even steps, but got those of "
            f"{', '.join(sorted(videos))} in steps of {sorted(steps)}; give it CamVid's."
        )
    return float(VIDEO_HZ / steps.pop())


def ways(elsewhere: NDArray[np.uint8]) -> dict[str, Way]:
    """List what is compared: streams of `street` and the controls.

    Args:
        elsewhere: a picture of the frames' size from another video.
    """
    adaptive = load("street", form="split", threads=1)
    uniform = load("street-uniform", form="split", threads=1)
    borrowed = adaptive.stream(every=NEVER)
    borrowed(elsewhere)
    streams: dict[str, Way] = {f"every {k}": partial(adaptive.stream, every=k) for k in EVERY}
    controls = (lambda: borrowed, lambda: uniform)
    return streams | dict(zip(CONTROLS, controls, strict=True))


def accuracy(way: Way, data: LabelledPictures) -> dict[str, float]:
    """Score one way on a video, IoU from 0 to 1."""
    segment = way()
    found = score(
        lambda example: segment(example.picture).labels,
        (data[index] for index in range(len(data))),
        classes=len(data.classes),
        targets=class_ids(TARGETS, data.classes),
    )
    return {"miou": found.miou, "miou_targets": found.miou_targets}


def timings(ways: Mapping[str, Way], frames: list[NDArray[np.uint8]]) -> dict[str, Passes]:
    """Time passes over a video, the ways in random order in each."""
    found: dict[str, Passes] = {name: [] for name in ways}
    order, shuffle = list(ways.items()), random.Random(0).shuffle
    for _ in range(PASSES):
        shuffle(order)
        for name, way in order:
            segment = way()
            found[name].append([segment(frame).timings for frame in frames])
    return found


def ms_a_frame(passes: Passes, stage: str) -> float:
    """Take the median over the passes frame by frame, and then the mean over the frames.

    So looks are shared out, and a pass that another process interrupts does no harm.

    Example:
        >>> ms_a_frame([[{"total": 1}, {"total": 3}], [{"total": 1}, {"total": 3}]], "total")
        2.0
    """
    times = [[frame.get(stage, 0.0) for frame in frames] for frames in passes]
    return float(np.median(times, axis=0).mean())


def measure(data: LabelledPictures, elsewhere: Example) -> dict[str, Any]:
    """Measure everything on a video, with a frame of another for the control."""
    frames = [data[index].picture for index in range(len(data))]
    compared = ways(elsewhere.picture)
    passes = timings(compared, frames)
    always = passes["every 1"]
    return {
        "machine": machine(),
        "data": {
            "split": SPLIT,
            "first": data.names[0],
            "last": data.names[-1],
            "frames": len(data),
            "frames_a_second": frames_a_second(data.names),
            "another_video": elsewhere.name,
            "targets": TARGETS,
        },
        "stages_ms": {stage: ms_a_frame(always, stage) for stage in always[0][0]},
        "ways": {
            name: {**accuracy(way, data), "ms_a_frame": ms_a_frame(passes[name], "total")}
            for name, way in compared.items()
        },
    }


def draw(found: Mapping[str, Any]) -> Figure:
    """Plot IoU and time against the seconds from look to look."""
    seconds = np.array(EVERY) / found["data"]["frames_a_second"]
    figure, axes = plt.subplots(1, 3, figsize=(15, 4), constrained_layout=True)
    titles = {"miou": "mean IoU", "miou_targets": f"mean IoU of {', '.join(TARGETS)}"}
    for axis, key in zip(axes, (*titles, "ms_a_frame"), strict=True):
        values = [found["ways"][f"every {every}"][key] for every in EVERY]
        axis.plot(seconds, values, "o-", label="street, streamed")
        for (way, title), line in zip(CONTROLS.items(), (":", "--"), strict=True):
            axis.axhline(found["ways"][way][key], ls=line, color="grey", label=title)
        axis.set(xscale="log", xlabel="seconds from look to look")
        axis.set_title(titles.get(key, "ms a frame, one thread"))
    axes[2].set_ylim(0, None)
    axes[0].legend()
    return figure


def table(found: Mapping[str, Any]) -> Table:
    """Lay out the ways."""
    data = found["data"]
    rows = Table(
        "looks at",
        "mean IoU",
        "targets",
        "ms a frame",
        title=f"{data['frames']} frames, {data['frames_a_second']:g} a second",
    )
    for name, way in found["ways"].items():
        shares = (f"{100 * way[key]:.2f}" for key in ("miou", "miou_targets"))
        rows.add_row(name, *shares, f"{way['ms_a_frame']:.2f}")
    return rows


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("camvid", type=Path, help="folder with images/, masks/ and val.txt")
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    found = measure(
        open_dataset(arguments.camvid, SPLIT), open_dataset(arguments.camvid, "train")[0]
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=2) + "\n"
    write_atomically(arguments.out / "stream.json", text.encode())
    draw(found).savefig(arguments.out / "stream.png", dpi=110)
    rich.print(table(found))


if __name__ == "__main__":
    main()
