"""Tests of Android code on this machine's JVM, with Android's own classes, by Robolectric."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.android import kotlin, maven
from tests.android.app import PACKAGE, App
from tests.android.catalogue import version
from tests.android.junit import host_jvm, run_junit
from tests.android.library import Library
from tests.core.builds import run

STAND_INS = Path(__file__).with_name("stand_ins") / "monitor"
CONFIG = Path("com", "android", "tools", "test_config.properties")  # as Gradle's plugin writes it

# Android's ParcelFileDescriptor moves a private field of the JDK's FileDescriptor.
OPENED = ("--add-opens", "java.base/java.io=ALL-UNNAMED")


def compile_tests(folder: Path, app: App, library: Library, *sources: Path) -> list[Path]:
    """Compile JUnit 4 tests of an app and of its library, warnings being errors.

    Args:
        folder: for the classes.
        app: whose resources the tests have.
        library: that the app uses.
        sources: folders of Kotlin.

    Returns:
        The class path to run them with, the tests first.
    """
    tests, stand_ins = folder / "tests", folder / "stand-ins"
    own = [app.classes, library.android, library.jvm]
    robolectric = maven.jars("robolectric", "junit4")
    # Of the framework's classes, Robolectric's own versions come first.
    classpath = [*own, *library.libraries, stand_ins, *robolectric, framework()]
    _compile_stand_ins(stand_ins)
    kotlin.compile_kotlin(sources, classpath, tests, *own)
    _write_config(tests / CONFIG, app)
    return [tests, *classpath[:-1], *maven.jars("junit-console"), framework()]


def framework() -> Path:
    """Find the framework that the tests run on."""
    return maven.jars("android-all-robolectric")[0]


def run_tests(classpath: Sequence[Path], properties: Mapping[str, str]) -> int:
    """Run what `compile_tests` compiled, with more system properties; return how many tests ran."""
    every = {
        "robolectric.offline": "true",
        "robolectric.dependency.dir": str(framework().parent),
        "robolectric.usePreinstrumentedJars": "false",
        **properties,
    }
    select = f"--scan-classpath={classpath[0]}"
    return run_junit(host_jvm(*OPENED), classpath, select, properties=every)


def _compile_stand_ins(classes: Path) -> None:
    # The framework's class files name annotations that its jar does not have.
    warnings = ("-Xlint:all,-classfile", "-Werror")
    options = ("--release", version("jvmTarget"), *warnings, "-classpath", framework())
    run("javac", *options, "-d", classes, *STAND_INS.rglob("*.java"))


def _write_config(path: Path, app: App) -> None:
    facts = {
        "android_merged_manifest": app.manifest,
        "android_resource_apk": app.resources,
        "android_custom_package": PACKAGE,
    }
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"{name}={value}\n" for name, value in facts.items()))
