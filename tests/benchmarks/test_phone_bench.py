"""edgeward_bench itself, for this machine and for arm64 under emulation.

Emulated times mean nothing; that it runs there and says what it should does.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

import edgeward
from edgeward.benchmarks.phone.core import build
from tests.cli.calls import assert_one_line, call
from tests.core.builds import CROSS, RUNTIME

KERNELS = ["grid_points", "sample", "sample_yuv", "interpolate_labels", "interpolate_mask"]
LATENCY = ["warmup_first_ms", "avg_ms", "min_ms", "max_ms", "median_ms", "std_ms", "p5_ms"]
LATENCY += ["p95_ms", "num_runs"]
EMULATOR = "qemu-aarch64"
BAD_OPTIONS = [
    "--num_runs=0",
    "--num_runs=",
    "--num_runs=3x",
    "--num_runs",
    "--warmup_runs=0",
    "--num_threads=-1",
    "--classes=257",
    "--classes=1",
    "--sample_sizes=1",
    "--sample_sizes=8,,8",
    "--sample_sizes=99999999999",
    "--picture_sizes=10x",
    "--picture_sizes=10x10x10",
    "--graph=a.tflite",
    "num_runs=3",
    "",
]

pytestmark = pytest.mark.slow


class Built(NamedTuple):
    program: Path
    emulator: tuple[str, ...] = ()

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*self.emulator, str(self.program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module", params=["native", "arm64"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    if request.param == "native":
        return Built(request.getfixturevalue("host_bench"))
    for tool in (f"{CROSS}g++", EMULATOR):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}")
    folder = tmp_path_factory.mktemp("arm64")
    program = build("arm64-v8a", folder, compiler=f"{CROSS}g++", runtime=RUNTIME)
    return Built(program, (EMULATOR, "-cpu", "cortex-a53"))


def test_every_kernel_is_measured_at_every_size(bench: Built) -> None:
    counts = ("--num_runs=2", "--warmup_runs=1", "--num_threads=3", "--classes=5")
    done = bench.run(*counts, "--sample_sizes=8,4x6", "--picture_sizes=33x47,2x2")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["edgeward"] == edgeward.__version__
    assert "-ffp-contract=off" in found["build"]
    assert [found[key] for key in ("num_threads", "num_runs", "warmup_runs")] == [3, 2, 1]
    keys = ("picture_size", "sample_size", "kernel", "classes")
    assert [[r[key] for key in keys] for r in found["results"]] == [
        [picture, sample, kernel, 5]
        for picture in ([33, 47], [2, 2])
        for sample in ([8, 8], [4, 6])
        for kernel in KERNELS
    ]
    assert found["reference"]["num_runs"] == 2 * len(found["results"])


def test_statistics_hang_together(bench: Built) -> None:
    done = bench.run("--num_runs=9", "--sample_sizes=8", "--picture_sizes=33x47")
    found = json.loads(done.stdout)
    for latency in (found["reference"], *(r["latency"] for r in found["results"])):
        assert list(latency) == LATENCY
        ordered = [latency[f"{name}_ms"] for name in ("min", "p5", "median", "p95", "max")]
        assert ordered == sorted(ordered)
        assert ordered[0] <= latency["avg_ms"] <= ordered[-1]
    assert all(r["latency"]["num_runs"] == 9 and r["ratio"] > 0 for r in found["results"])


def test_it_names_its_abi_and_needs_no_library(bench: Built) -> None:
    done = bench.run("--num_runs=1", "--sample_sizes=2", "--picture_sizes=2")
    abi = json.loads(done.stdout)["abi"]
    machine = int.from_bytes(bench.program.read_bytes()[18:20], "little")
    assert {"arm64-v8a": 183, "x86_64": 62}[abi] == machine
    if not shutil.which("readelf"):
        pytest.skip("needs readelf")
    headers = subprocess.run(
        ["readelf", "-l", bench.program], capture_output=True, text=True, check=True
    )
    assert "INTERP" not in headers.stdout


@pytest.mark.parametrize("argument", BAD_OPTIONS)
def test_a_bad_option_is_one_sentence(bench: Built, argument: str) -> None:
    done = bench.run(argument)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Expected ")
    assert done.stderr.endswith("'.\n")
    assert done.stderr.count("\n") == 1


def test_help_names_every_option(bench: Built) -> None:
    done = bench.run("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: edgeward_bench")
    for name in ("num_runs", "warmup_runs", "num_threads", "classes", "sample_sizes"):
        assert f"  --{name}=" in done.stdout


def test_the_command_line_measures_the_phone(phone, host_bench, capsys):
    sizes = ("--sample-sizes", "32", "--picture-sizes", "90x160")
    runs = ("--num-runs", "2", "--warmup-runs", "1")
    binary = ("--adb-binary", host_bench)
    code, text, _ = call(capsys, "bench", "--adb", "PHONE1", *sizes, *runs, *binary)
    assert code == 0
    found = json.loads(text)
    assert {result["kernel"] for result in found["core"]["results"]} >= {"interpolate_labels"}
    assert_one_line(call(capsys, "bench", "--adb", "PHONE2", *binary), "PHONE2")
    tool = ("--adb-tool", "benchmark_model")
    assert_one_line(call(capsys, "bench", "--adb", "PHONE1", *binary, *tool), "PROGRAM=MODEL")
