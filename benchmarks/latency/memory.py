"""Peak memory of a process that segments one picture, in a process of its own."""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from edgeward.benchmarks.latency.pictures import photo_of
from edgeward.benchmarks.latency.subject import Subject, open_subject
from edgeward.bundle import ENGINES
from edgeward.decode import decode

Size = tuple[int, int]


def peak_mb(subject: Subject, picture: Size, *, threads: int) -> tuple[float, float]:
    """Measure the memory of a fresh process that loads a bundle and segments a picture.

    Returns:
        Megabytes (1e6 bytes): the most that was resident at once, and by how much that exceeds what
        was resident with the engine imported and the picture decoded.
    """
    asked = {"subject": asdict(subject), "picture": picture, "threads": threads}
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    before, after = json.loads(done.stdout)
    return after, after - before


def resident_peak() -> float:
    """Read the peak of this process, megabytes.

    Linux hands the peak of getrusage() on from parent to child through exec, so there it is read
    from /proc.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
        return int(kilobytes) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # bytes on macOS


def main() -> None:
    """Measure what standard input says."""
    asked = json.load(sys.stdin)
    subject = decode(Subject, asked["subject"])
    picture = photo_of(tuple(asked["picture"]))
    _import_engine(subject)
    before = resident_peak()
    session = open_subject(subject, threads=asked["threads"])
    for _ in range(2):
        session(picture)
    json.dump([before, resident_peak()], sys.stdout)


def _import_engine(subject: Subject) -> None:
    for module in ENGINES[subject.format]:
        if find_spec(module):
            import_module(module)
            return


if __name__ == "__main__":
    main()
