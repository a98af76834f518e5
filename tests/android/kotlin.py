"""Kotlin without Gradle: the compiler and the linter, each from its own jar."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.android import maven
from tests.android.catalogue import version
from tests.core.builds import run

COMPILER = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"


def compile_kotlin(
    sources: Sequence[Path], classpath: Sequence[Path], classes: Path, *friends: Path
) -> None:
    """Compile files and folders of Kotlin, warnings being errors.

    Args:
        sources: files, or folders of them.
        classpath: what they use.
        classes: the folder to write.
        friends: of the class path, whose internal declarations they may use.
    """
    options = [
        *("-jvm-target", version("jvmTarget")),
        *("-Werror", "-Wextra", "-progressive"),
        *("-no-stdlib", "-no-reflect", "-module-name", "edgeward"),
        *("-classpath", joined(classpath), "-d", classes),
    ]
    if friends:
        options.append("-Xfriend-paths=" + ",".join(map(str, friends)))
    java(maven.jars("kotlin-compiler"), COMPILER, *options, *sources)


def java(
    classpath: Sequence[Path], main: str, *arguments: str | Path, options: Sequence[str] = ()
) -> str:
    """Run a class of Java that must succeed; return what it prints."""
    # In the environment: ONNX Runtime 1.29.0 for Linux overflows the stack of whoever opens it in a
    # process whose command line has more than about 4000 characters.
    return run("java", *options, main, *arguments, CLASSPATH=joined(classpath))


def jdk() -> Path:
    """Find the JDK of the compilers."""
    javac = shutil.which("javac")
    assert javac is not None
    return Path(javac).resolve().parents[1]


def joined(paths: Sequence[Path]) -> str:
    """Write a class path as Java takes it."""
    return os.pathsep.join(map(str, paths))
