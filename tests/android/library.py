"""The Kotlin library and its tests, compiled as one newcomer's machine compiles them."""

from pathlib import Path
from typing import NamedTuple

from tests.android import maven
from tests.android.catalogue import LIBRARY, version
from tests.android.kotlin import compile_kotlin, joined
from tests.core.builds import RUNTIME, cmake, run

SOURCES = LIBRARY / "src"
ENGINES = ("onnxruntime-jvm", "tensorflow-lite", "tensorflow-lite-api")


class Library(NamedTuple):
    """Folders of classes, and the libraries that they use.

    Attributes:
        core: the source set without `android.*`.
        android: the source set that uses the framework.
        tests: of `core`.
        libraries: that `core` uses.
    """

    core: Path
    android: Path
    tests: Path
    libraries: list[Path]


def compile_library(folder: Path) -> Library:
    """Compile everything, warnings being errors; the framework is the real one."""
    libraries = maven.jars("kotlin-stdlib", "json", *ENGINES)
    built = Library(folder / "core", folder / "android", folder / "tests", libraries)
    compile_kotlin([SOURCES / "core"], libraries, built.core)
    framework = [built.core, *libraries, *maven.jars("android-all")]
    compile_kotlin([SOURCES / "main"], framework, built.android, built.core)
    _compile_tests(built)
    return built


def _compile_tests(built: Library) -> None:
    classpath = [built.core, *built.libraries, *maven.jars("junit-console")]
    compile_kotlin([SOURCES / "test"], classpath, built.tests, built.core)
    everything = joined([built.tests, *classpath])
    java = sorted((SOURCES / "test").rglob("*.java"))
    options = ("--release", version("jvmTarget"), "-Xlint:all", "-Werror")
    run("javac", *options, "-classpath", everything, "-d", built.tests, *java)


def build_host_library(folder: Path) -> Path:
    """Build libedgeward.so with its JNI for this machine's JVM."""
    cmake(RUNTIME, folder, "-DEDGEWARD_JNI=ON", "-DEDGEWARD_DEVELOPER=ON")
    return folder
