"""A page of everything, from records with figures of their own."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from edgeward.benchmarks.accuracy.point import Curve, Point
from edgeward.benchmarks.latency.record import Entry, Latency, Record
from edgeward.benchmarks.page import render
from edgeward.benchmarks.page.arm import Arm
from edgeward.benchmarks.page.gate import gate_from_json
from edgeward.benchmarks.page.phone import Phone
from edgeward.benchmarks.page.read import read
from tests.benchmarks.latency.records import ENTRY, UNIFORM, record

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
STUDY = {"comparisons": 20, "failed": 1, "verdicts": {"sampler": {"same": 19, "slower": 1}}}
SLOW = {"comparisons": 4, "failed": 3, "verdicts": {"sampler": {"slower": 3, "unclear": 1}}}
GATE = {"limit": 0.05, "planted": 0.1, "same_code": STUDY, "slow_sampler": SLOW}
LATENCY = {"median_ms": 1.5, "p5_ms": 1.25, "p95_ms": 2.75}
KERNEL = {"kernel": "sample", "sample_size": [64, 64], "picture_size": [720, 1280], "classes": 19}
PHONE = {
    "device": {"model": "Pixel <6>", "cores": [{"cpu": 0, "max_mhz": 1800}]},
    "core": {
        "edgeward": "0.1.0",
        "abi": "arm64-v8a",
        "build": "-O3",
        "num_threads": 1,
        "num_runs": 50,
        "warmup_runs": 5,
        "reference": LATENCY,
        "results": [{**KERNEL, "latency": LATENCY, "ratio": 0.625}],
    },
    "tools": [{"tool": "benchmark_model", "model": "a.tflite", "error": "Expected & got."}],
}
CURVE = Curve(
    "cats",
    "test",
    tuple(
        Point(f"{way}-{side}", way, (side, side), ms, ms / 10, miou, None)
        for way, side, ms, miou in [
            ("adaptive", 32, 1.0, 0.71),
            ("adaptive", 64, 2.0, 0.8),
            ("uniform", 32, 0.5, 0.62),
            ("uniform", 64, 1.5, 0.79),
        ]
    ),
)


def measured(entry: Entry, seed: int) -> Entry:
    """The entry with figures of its own."""
    rng = np.random.default_rng(seed)
    stages = {
        stage: Latency(*rng.uniform(0.1, 30, 7), 250, tuple(rng.uniform(0.1, 9, 3)))
        for stage in entry.stages
    }
    figures = dict(zip(("init_ms", "warmup_first_ms"), rng.uniform(1, 90, 2), strict=True))
    return replace(entry, stages=stages, peak_mb=91.5 + seed, added_mb=12.5 + seed, **figures)


def sweep() -> Record:
    """Two ways, three sample sizes, two picture sizes."""
    entries = [
        replace(entry, sample_size=samples, picture_size=picture)
        for entry in (ENTRY, UNIFORM)
        for samples in ((32, 32), (48, 64), (256, 256))
        for picture in ((720, 1280), (3000, 4000))
    ]
    made = record(*(measured(entry, seed) for seed, entry in enumerate(entries)))
    return replace(made, command="edgeward bench tiny --sample-sizes 32,48x64,256")


def everything() -> str:
    """All that a page can show."""
    return render(
        [sweep()],
        title="All of it",
        own={"tiny": (48, 64)},
        curves=[CURVE],
        phone=read(Phone, PHONE, "phone.json"),
        arm=read(Arm, json.loads((RESULTS / "arm.json").read_text()), "arm.json"),
        gate=gate_from_json(GATE, "gate.json"),
    )
