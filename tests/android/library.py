"""The Kotlin library and its tests, and libedgeward_jni.so for this machine, without Gradle."""

from pathlib import Path
from typing import NamedTuple

from tests.android import maven
from tests.android.catalogue import LIBRARY, version
from tests.android.kotlin import compile_kotlin, jdk, joined
from tests.core.builds import RUNTIME, cmake, run

SOURCES = LIBRARY / "src"
ANDROID_HEADERS = Path("/usr/include/android")  # android/bitmap.h, as Debian has it
JNIGRAPHICS = Path(__file__).with_name("stand_ins") / "jnigraphics.c"
ENGINES = ("onnxruntime-jvm", "tensorflow-lite", "tensorflow-lite-api")


class Library(NamedTuple):
    """Folders of classes, and the libraries that they use.

    Attributes:
        jvm: the source set without `android.*`.
        android: the source set that uses the framework.
        tests: of `jvm`.
        libraries: that `jvm` uses.
    """

    jvm: Path
    android: Path
    tests: Path
    libraries: tuple[Path, ...]


def compile_library(folder: Path) -> Library:
    """Compile everything, warnings being errors; the framework is the real one."""
    libraries = maven.jars("kotlin-stdlib", "json", *ENGINES)
    built = Library(folder / "jvm", folder / "android", folder / "tests", libraries)
    compile_kotlin([SOURCES / "jvm"], libraries, built.jvm)
    framework = [built.jvm, *libraries, *maven.jars("android-all")]
    compile_kotlin([SOURCES / "main"], framework, built.android, built.jvm)
    _compile_tests(built)
    return built


def _compile_tests(built: Library) -> None:
    classpath = [built.jvm, *built.libraries, *maven.jars("junit-console")]
    compile_kotlin([SOURCES / "test"], classpath, built.tests, built.jvm)
    everything = joined([built.tests, *classpath])
    java = sorted((SOURCES / "test").rglob("*.java"))
    options = ("--release", version("jvmTarget"), "-Xlint:all", "-Werror")
    run("javac", *options, "-classpath", everything, "-d", built.tests, *java)


def build_host_library(folder: Path) -> Path:
    """Build libedgeward_jni.so for this machine's JVM; return the folder."""
    stand_in = folder / "libjnigraphics.so"
    include = jdk() / "include"
    headers = [f"-I{path}" for path in (include, include / "linux", ANDROID_HEADERS)]
    flags = ("-std=c11", "-O2", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror")
    run("gcc", *flags, *headers, JNIGRAPHICS, "-o", stand_in)
    options = ("-DEDGEWARD_JNI=ON", "-DEDGEWARD_DEVELOPER=ON")
    bitmaps = (
        f"-DCMAKE_CXX_FLAGS=-idirafter {ANDROID_HEADERS}",
        f"-DEDGEWARD_JNIGRAPHICS={stand_in}",
    )
    cmake(RUNTIME, folder, *options, *bitmaps)
    return folder
