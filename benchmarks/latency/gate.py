"""Does the gate work? Comparisons of the same code, and of code with one slower stage.

    python -m edgeward.benchmarks.latency.gate -o benchmarks/results

Two records of the same bundle, whose processes take turns, as `edgeward bench --base` makes them:
of the same code, and with one stage that takes a tenth longer, by waiting. All with the settings
that `edgeward bench` has by default. Writes gate.json. A busy machine is welcome: that is what the
gate has to stand.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.progress import track

from edgeward.benchmarks.latency import planted, worker
from edgeward.benchmarks.latency.compare import Change, compare
from edgeward.benchmarks.latency.device import describe, load_average
from edgeward.benchmarks.latency.record import STAGES
from edgeward.benchmarks.latency.run import Worker, take_turns
from edgeward.benchmarks.latency.spec import Settings
from edgeward.benchmarks.latency.subject import Subject
from edgeward.bundle import find_bundle
from edgeward.files import write_atomically

LIMIT = 0.05
# Planted in these; the others take some hundredths of a millisecond, too little to gate on.
SLOWED = ("sampler", "segmenter", "interpolate")


def comparison(slow: str | None = None) -> list[Change]:
    """Measure `person` on 1080p twice, the second time with a stage held back if one is named."""
    subjects = [Subject(str(find_bundle("person")), "adaptive")]
    module = planted.__name__ if slow else worker.__name__
    os.environ[planted.VARIABLE] = slow or ""
    workers = [Worker(module=worker.__name__), Worker(module=module)]
    base, new = take_turns(workers, subjects, [(1080, 1920)], Settings())
    return compare(base, new, max_regression=LIMIT)


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
    found: dict[str, Any] = {"device": describe(), "limit": LIMIT, "planted": planted.SLOWER}
    found["same_code"] = count(comparison() for _ in track(range(given.number), "same code"))
    for stage in SLOWED:
        slow = (comparison(stage) for _ in track(range(given.number // 5), f"slow {stage}"))
        found[f"slow_{stage}"] = count(slow)
    found["load_average"] = [*busy, load_average()]
    text = json.dumps(found, indent=2) + "\n"
    write_atomically(given.out / "gate.json", text.encode())
    print(text)


if __name__ == "__main__":
    main()
