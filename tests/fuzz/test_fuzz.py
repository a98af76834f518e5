"""The fuzzer's corpus passes, and so do some seconds of new inputs."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RUNTIME = HERE.parents[1] / "runtime"
CLANG = shutil.which("clang++-19") or shutil.which("clang++")

FLAGS = ["-std=c++17", "-g", "-O2", "-ffp-contract=off", f"-I{RUNTIME / 'include'}"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize=enum", "-fno-sanitize-recover=all"]
COVERAGE = ["-fsanitize=fuzzer-no-link", "-fno-sanitize-coverage=trace-cmp"]
SECONDS = 5


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=600, check=False
    )


def build(*command: str | Path) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CLANG is None:
        pytest.skip("needs clang++")
    folder = tmp_path_factory.mktemp("fuzz")
    empty = folder / "empty.cpp"
    empty.write_text(
        'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }'
    )
    if run(CLANG, *SANITIZE, "-fsanitize=fuzzer", empty, "-o", folder / "empty").returncode != 0:
        pytest.skip(f"{CLANG} has no libFuzzer")
    objects = []
    for source in sorted((RUNTIME / "src").glob("*.cpp")):
        objects.append(folder / f"{source.stem}.o")
        build(CLANG, *FLAGS, *SANITIZE, *COVERAGE, "-c", source, "-o", objects[-1])
    harness = folder / "harness.o"
    build(CLANG, *FLAGS, "-fsanitize=address", "-c", HERE / "fuzz_core.cpp", "-o", harness)
    program = folder / "fuzz_core"
    build(CLANG, *SANITIZE, "-fsanitize=fuzzer", *objects, harness, "-o", program)
    return program


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((HERE / "corpus").glob("*-*")), ids=lambda path: path.name)
def test_a_fault_that_was_found_is_mended(fuzzer: Path, path: Path) -> None:
    done = run(fuzzer, path)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_corpus_and_new_inputs_pass(fuzzer: Path, tmp_path: Path) -> None:
    options = ("-max_len=160", "-entropic=0", f"-max_total_time={SECONDS}", "-seed=1")
    done = run(fuzzer, *options, f"-artifact_prefix={tmp_path}/", tmp_path, HERE / "corpus")
    assert done.returncode == 0, done.stderr
