"""The core's kernels on a phone: edgeward_bench, built here, run there."""

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from edgeward.benchmarks.phone.adb import Device
from edgeward.errors import BadInput

Size = tuple[int, int]

RUNTIME = Path("runtime")
PROGRAM = "edgeward_bench"
# The one folder where adb's shell may write and execute.
FOLDER = "/data/local/tmp/edgeward"
# Seconds; a slow core needs many minutes for large pictures.
PATIENCE = 3600
PLATFORM = "android-26"


class _Abi(NamedTuple):
    machine: int  # e_machine of its ELF files
    processor: str  # as CMake calls it
    flags: str = ""


ABIS = {
    "arm64-v8a": _Abi(183, "aarch64"),
    "armeabi-v7a": _Abi(40, "armv7-a", "-mfpu=neon"),
    "x86_64": _Abi(62, "x86_64"),
    "x86": _Abi(3, "i686"),
}


class Settings(NamedTuple):
    """What is measured, and how often.

    Attributes:
        num_runs: measured runs.
        warmup_runs: runs before them that do not count.
        num_threads: bands of rows that interpolation computes at once; threads of an engine.
        classes: of the scores.
        sample_sizes: (h, w) each.
        picture_sizes: (H, W) each.
    """

    num_runs: int = 50
    warmup_runs: int = 5
    num_threads: int = 1
    classes: int = 19
    sample_sizes: Sequence[Size] = ((32, 32), (64, 64), (128, 128), (256, 256), (512, 512))
    picture_sizes: Sequence[Size] = ((720, 1280), (1080, 1920), (2160, 3840), (3000, 4000))

    def arguments(self) -> list[str]:
        """Spell the settings as edgeward_bench reads them.

        Example:
            >>> Settings(sample_sizes=[(48, 64)], picture_sizes=[(9, 9)]).arguments()[-2:]
            ['--sample_sizes=48x64', '--picture_sizes=9x9']
        """
        counts = {name: getattr(self, name) for name in self._fields[:4]}
        sizes = {
            name: ",".join(f"{height}x{width}" for height, width in getattr(self, name))
            for name in self._fields[4:]
        }
        return [f"--{name}={value}" for name, value in {**counts, **sizes}.items()]


def run_core(device: Device, program: Path, settings: Settings) -> dict[str, Any]:
    """Run edgeward_bench on a phone.

    Returns:
        What it printed: `results` by kernel, sample size and picture size, and the `reference`.

    Raises:
        BadInput: it cannot run there, or did not print its result.
    """
    command = prepare(device, [program])
    printed = device.shell(f"{command} {shlex.join(settings.arguments())}", patience=PATIENCE)
    try:
        found = json.loads(printed)
        found["results"][0]["latency"]
    except (ValueError, LookupError, TypeError) as error:
        raise BadInput(
            f"Expected JSON with results from {program.name}, but it printed {printed[:80]!r}."
        ) from error
    return dict(found)


def prepare(device: Device, files: Sequence[Path]) -> str:
    """Push a program, the first of the files, and what it needs; return how the shell starts it."""
    device.shell(f"mkdir -p {FOLDER}")
    for file in files:
        device.push(file, f"{FOLDER}/{file.name}")
    program = shlex.quote(files[0].name)
    device.shell(f"chmod 755 {FOLDER}/{program}")
    return f"cd {FOLDER} && LD_LIBRARY_PATH=. ./{program}"


def clean(device: Device) -> None:
    """Remove what was pushed."""
    device.shell(f"rm -rf {FOLDER}")


def check_abi(program: Path, abis: Sequence[str]) -> None:
    """See that a program is for a phone.

    Args:
        program: an ELF file.
        abis: that the phone runs.

    Raises:
        BadInput: it is missing, no ELF file, or for another CPU.
    """
    if not program.is_file():
        raise BadInput(f"Expected a program for the device, but there is no '{program}'.")
    with program.open("rb") as file:
        head = file.read(20)
    machine = int.from_bytes(head[18:20], "little") if head[:4] == b"\x7fELF" else -1
    if machine not in {ABIS[abi].machine for abi in abis if abi in ABIS}:
        found = next((name for name, abi in ABIS.items() if abi.machine == machine), "none")
        raise BadInput(
            f"Expected a program for {' or '.join(abis)}, but '{program}' is for {found}; "
            "build it for the device."
        )


def build(
    abi: str,
    folder: Path,
    *,
    compiler: str | None = None,
    ndk: Path | None = None,
    runtime: Path = RUNTIME,
) -> Path:
    """Build edgeward_bench.

    Args:
        abi: of the phone, a name of ABIS.
        folder: to build in.
        compiler: a cross compiler for C++; its C library is linked statically.
        ndk: folder of Android's NDK, if there is no compiler.
        runtime: the repository's folder of that name.

    Returns:
        The program.

    Raises:
        BadInput: neither a compiler nor an NDK, sources or a tool are missing, or it failed.
    """
    if abi not in ABIS:
        raise BadInput(f"Expected a device for {', '.join(ABIS)}, but it is for {abi!r}.")
    if not (runtime / "tools" / "bench.cpp").is_file():
        raise BadInput(
            f"Expected edgeward's C++ sources in '{runtime}', but they are not there; "
            f"run this in the repository, or give a built {PROGRAM}."
        )
    target = _target(abi, compiler, ndk)
    options = ("-DEDGEWARD_TOOLS=ON", "-DCMAKE_BUILD_TYPE=Release", *target)
    _cmake("-S", str(runtime), "-B", str(folder), *options)
    _cmake("--build", str(folder), "--target", PROGRAM, "--parallel", "2")
    return folder / PROGRAM


def _target(abi: str, compiler: str | None, ndk: Path | None) -> list[str]:
    """Tell CMake what to build for."""
    if compiler is not None:
        if shutil.which(compiler) is None:
            raise BadInput(f"Expected a C++ compiler, but found no {compiler!r} on the PATH.")
        return [
            "-DCMAKE_SYSTEM_NAME=Linux",
            f"-DCMAKE_SYSTEM_PROCESSOR={ABIS[abi].processor}",
            f"-DCMAKE_CXX_COMPILER={compiler}",
            f"-DCMAKE_CXX_FLAGS={ABIS[abi].flags}",
        ]
    if ndk is None:
        raise BadInput(
            f"Expected a way to build for {abi}, but there is none; set ANDROID_NDK_HOME to an "
            f"NDK's folder, or give a cross compiler or a built {PROGRAM}."
        )
    toolchain = ndk / "build" / "cmake" / "android.toolchain.cmake"
    if not toolchain.is_file():
        raise BadInput(f"Expected an Android NDK in '{ndk}', but it has no '{toolchain.name}'.")
    return [
        f"-DCMAKE_TOOLCHAIN_FILE={toolchain}",
        f"-DANDROID_ABI={abi}",
        f"-DANDROID_PLATFORM={PLATFORM}",
        "-DANDROID_STL=c++_static",
    ]


def _cmake(*arguments: str) -> None:
    # That of the environment may not be on the PATH.
    own = Path(sys.executable).with_name("cmake")
    cmake = str(own) if own.is_file() else shutil.which("cmake")
    if cmake is None:
        raise BadInput(f"Expected CMake to build {PROGRAM}, but found none; pip install cmake.")
    done = subprocess.run([cmake, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = _first_error(done.stderr + done.stdout)
        raise BadInput(f"Expected CMake to build {PROGRAM}, but it failed: {reason}.")


def _first_error(log: str) -> str:
    """Find what stopped a build, as part of a sentence."""
    lines = [line.strip() for line in log.splitlines() if line.strip()] or ["it does not say why"]
    at = next((i for i, line in enumerate(lines) if "error" in line.lower()), len(lines) - 1)
    # CMake says where in one line and what in the next.
    return " ".join(lines[at : at + 1 + lines[at].endswith(":")]).rstrip(".")
