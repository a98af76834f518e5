"""Does the gate work? Comparisons of the same code, and of code with one slower stage.

    python -m edgeward.benchmarks.latency.gate -o benchmarks/results

A/A: a chain of records of the same bundle, each compared with the one before. Planted: records
whose one stage takes a tenth longer, by waiting, compared with those of the chain. All with the
settings that `edgeward bench` has by default. Writes gate.json. A busy machine is welcome: that is
what the gate has to stand.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.progress import track

from edgeward.benchmarks.latency import planted
from edgeward.benchmarks.latency.compare import Change, compare
from edgeward.benchmarks.latency.device import describe, load_average
from edgeward.benchmarks.latency.record import STAGES, Record
from edgeward.benchmarks.latency.run import WORKER, bench
from edgeward.benchmarks.latency.spec import Settings
from edgeward.benchmarks.latency.subject import Subject
from edgeward.bundle import find_bundle
from edgeward.files import write_atomically

LIMIT = 0.05
# Planted in these; the others take some hundredths of a millisecond, too little to gate on.
SLOWED = ("sampler", "segmenter", "interpolate")


def record(slow: str | None = None) -> Record:
    """Measure `person` on 1080p, with a stage held back if one is named."""
    subjects = [Subject(str(find_bundle("person")), "adaptive")]
    module = planted.__name__ if slow else WORKER
    os.environ[planted.VARIABLE] = slow or ""
    return bench(subjects, [(1080, 1920)], Settings(), memory=False, worker=module)


def count(comparisons: Iterable[list[Change]]) -> dict[str, Any]:
    """Count the verdicts, stage by stage."""
    comparisons = list(comparisons)
    verdicts = {
        stage: dict(Counter(c.verdict for cs in comparisons for c in cs if c.stage == stage))
        for stage in (*STAGES, "total")
    }
    failed = sum(any(c.verdict == "slower" for c in changes) for changes in comparisons)
    return {"comparisons": len(comparisons), "failed": failed, "verdicts": verdicts}


def main() -> None:
    """Run the study."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", "--number", type=int, default=50, help="comparisons (default 50)")
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    busy = [load_average()]
    chain = [record() for _ in track(range(given.number + 1), "A/A")]
    found: dict[str, Any] = {
        "device": describe(),
        "limit": LIMIT,
        "planted": planted.SLOWER,
        "same_code": count(compare(*pair, max_regression=LIMIT) for pair in pairwise(chain)),
    }
    for stage in SLOWED:
        slow = [record(stage) for _ in track(range(given.number // 5), f"slow {stage}")]
        found[f"slow_{stage}"] = count(
            compare(base, new, max_regression=LIMIT) for base, new in zip(chain, slow, strict=False)
        )
    found["load_average"] = [*busy, load_average()]
    text = json.dumps(found, indent=2) + "\n"
    write_atomically(given.out / "gate.json", text.encode())
    print(text)


if __name__ == "__main__":
    main()
