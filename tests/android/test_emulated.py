"""The Kotlin library on an emulated arm64 phone: Android's libraries in an arm64 JVM.

libedgeward_jni.so is the one that an APK holds. What differs from a phone: the JVM instead of ART,
and stand-ins for Android's C library (see emulation/).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.android import maven
from tests.android.archives import onnxruntime_aar, unpack
from tests.android.emulation.java import java
from tests.android.junit import run_junit
from tests.android.library import Library

pytestmark = pytest.mark.slow

ABI = "arm64-v8a"
# Share of the pixels that may differ; see Cases.kt. The emulated core computes in fp16 where x86
# does in fp32; files in fp32 give the same bytes on both.
TOLERANCE = {"edgeward.tolerance.fp16": "2e-3"}


def jvm(
    classpath: Sequence[Path], main: str, arguments: Sequence[str], properties: Mapping[str, str]
) -> str:
    result = java(classpath, main, *arguments, properties=properties)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture
def run(
    library: Library, cases: Path, android_library: Callable[[str], Path]
) -> Callable[..., int]:
    def run(*select: str, folders: Sequence[Path] = (), **engine: str) -> int:
        native = (android_library(ABI).parent, *folders)
        properties = {
            "java.library.path": ":".join(map(str, native)),
            "edgeward.cases": str(cases),
            **TOLERANCE,
            **{name.replace("_", "."): value for name, value in engine.items()},
        }
        classpath = [library.tests, library.jvm, *library.libraries, *maven.jars("junit-console")]
        return run_junit(jvm, classpath, *select, properties=properties)

    return run


def test_with_the_engine_for_linux(run: Callable[..., int], library: Library) -> None:
    everything = (f"--scan-classpath={library.tests}", "--exclude-tag=android")
    assert run(*everything) > 60


def test_with_onnx_runtime_for_android(run: Callable[..., int]) -> None:
    native = unpack(onnxruntime_aar()) / "jni" / ABI
    # The first makes sure of the library, which would else be the one for Linux.
    classes = ("OnnxRuntimeForAndroidTest", "PythonTest")
    select = [f"--select-class=dev.edgeward.{name}" for name in classes]
    assert run(*select, onnxruntime_native_path=str(native)) > 5


def test_with_tflite_for_android(run: Callable[..., int]) -> None:
    (classes,) = maven.jars("tensorflow-lite")
    native = classes.parent / "jni" / ABI
    assert run("--select-class=dev.edgeward.TfliteTest", folders=(native,)) > 0
