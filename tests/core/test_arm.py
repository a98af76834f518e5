"""The core gives the same bits on ARM, with and without vectors, as natively."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from edgeward.benchmarks import arm

RUNTIME = Path(__file__).parents[2] / "runtime"
TOOLS = {target.compiler for target in arm.TARGETS.values()}
TOOLS |= {target.emulator[0] for target in arm.TARGETS.values() if target.emulator}
MISSING = sorted(tool for tool in TOOLS if shutil.which(tool) is None)

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}"),
    pytest.mark.slow,
]


def workloads() -> dict[str, arm.Workload]:
    plain = arm.synthetic(samples=(12, 17), classes=7, size=(60, 83))
    rng = np.random.default_rng(1)
    folded = plain.points.copy()
    folded[1:-1, 1:-1] = rng.integers((0, 0), plain.size, (10, 15, 2))
    ties = rng.integers(-1, 2, plain.scores.shape).astype(np.float32)
    return {
        "plain": plain,
        "folded": plain._replace(points=folded),
        "scaled": plain._replace(size=(97, 40)),
        "ties": plain._replace(scores=ties),
        "two classes": plain._replace(scores=plain.scores[..., :2]),
    }


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build a program per compiler and flags; targets that differ by emulator share it."""
    folder = tmp_path_factory.mktemp("arm")
    built: dict[tuple[str, tuple[str, ...]], Path] = {}
    for target in arm.TARGETS.values():
        program = folder / f"driver{len(built)}"
        if (target.compiler, target.flags) not in built:
            arm.build(target, program, runtime=RUNTIME)
            built[target.compiler, target.flags] = program
    return {name: built[t.compiler, t.flags] for name, t in arm.TARGETS.items()}


def check(programs: dict[str, Path], dumped: Path, target: str) -> None:
    for kind in arm.KINDS:
        native = arm.output(programs["native"], arm.TARGETS["native"], dumped, kind)
        assert arm.output(programs[target], arm.TARGETS[target], dumped, kind) == native, kind


@pytest.mark.parametrize("target", arm.TARGETS)
@pytest.mark.parametrize("name", workloads())
def test_every_target_gives_the_same_bits(
    programs: dict[str, Path], tmp_path: Path, name: str, target: str
) -> None:
    dumped = tmp_path / "workload"
    arm.dump(workloads()[name], dumped)
    check(programs, dumped, target)


@pytest.mark.parametrize("target", arm.TARGETS)
def test_denormal_scores_give_the_same_bits(
    programs: dict[str, Path], tmp_path: Path, target: str
) -> None:
    plain = workloads()["plain"]
    tiny = np.random.default_rng(2).normal(scale=1e-39, size=plain.scores.shape)
    dumped = tmp_path / "workload"
    arm.dump(plain._replace(scores=tiny.astype(np.float32)), dumped)
    check(programs, dumped, target)
