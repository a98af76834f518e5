"""Java programs on an emulated arm64 machine, with libraries for Android or for Linux."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from edgeward.benchmarks.arm import CPU
from tests.android.emulation.root import TOOLS as ROOT_TOOLS
from tests.android.emulation.root import arm64_root
from tests.android.emulation.shims import COMPILER, shims

EMULATOR = "qemu-aarch64-static"
JAVA = Path("usr", "lib", "jvm", "java-17-openjdk-arm64", "bin", "java")
TOOLS = (*ROOT_TOOLS, COMPILER, EMULATOR)
# The first compiler alone: interpreted, the JUnit tests took three times as long; both compilers,
# emulated too, cost short programs more than they save. A crash's report goes to the output.
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ErrorFileToStderr")


def java(
    classpath: Sequence[Path],
    main: str,
    *arguments: str | Path,
    properties: Mapping[str, str | Path] | None = None,
    timeout: float = 600,
) -> subprocess.CompletedProcess[str]:
    """Run a class's main method, with what it prints captured.

    Args:
        classpath: jars and folders of classes.
        main: the class's full name.
        arguments: of the program.
        properties: of the machine. `java.library.path` is where System.loadLibrary looks;
            `onnxruntime.native.path` is where ONNX Runtime looks, else it takes the natives in its
            own jar.
        timeout: in seconds.

    Returns:
        The finished process, whatever its status.

    Raises:
        subprocess.TimeoutExpired: it took longer.
    """
    options = [f"-D{name}={value}" for name, value in (properties or {}).items()]
    command = (*_machine(), *options, main, *arguments)
    # Not in the command, which ONNX Runtime 1.29.0 for Linux cannot bear to be long.
    environment = {**os.environ, "CLASSPATH": os.pathsep.join(map(str, classpath))}
    return subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=environment,
    )


def _machine() -> tuple[str | Path, ...]:
    """Return the command of the emulated machine, up to its options."""
    system, libraries = arm64_root(), shims()
    environment = (
        f"LD_LIBRARY_PATH={libraries}",
        f"LD_PRELOAD={libraries / 'libstack_guard.so'}",
    )
    settings = (part for setting in environment for part in ("-E", setting))
    return (EMULATOR, "-L", system, "-cpu", CPU, *settings, system / JAVA, *OPTIONS)
