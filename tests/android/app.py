"""The demo app without Gradle: its resources, its classes, and what is generated between them."""

from pathlib import Path
from typing import NamedTuple

from tests.android import maven
from tests.android.archives import unpack
from tests.android.catalogue import DEMO, version
from tests.android.kotlin import compile_kotlin
from tests.android.library import Library
from tests.core.builds import run

MAIN = DEMO / "app" / "src" / "main"
SCREEN = DEMO / "app" / "src" / "screen"
PACKAGE = "dev.edgeward.demo"


class App(NamedTuple):
    """What was made of the app's sources.

    Attributes:
        classes: of the whole app, `R` among them.
        resources: an archive with manifest, resources and assets: an APK without code.
        manifest: with what Gradle's plugin adds to it.
        keep: ProGuard's rules for what manifest and layouts name.
    """

    classes: Path
    resources: Path
    manifest: Path
    keep: Path


def compile_app(folder: Path, library: Library) -> App:
    """Compile everything, warnings being errors; the framework is the real one."""
    built = App(*(folder / name for name in ("classes", "resources.ap_", "manifest.xml", "keep")))
    built.manifest.write_text(_merged_manifest())
    generated = _link_resources(folder, built)
    libraries = [library.android, library.jvm, *library.libraries, *maven.jars("android-all")]
    sources = [MAIN / "kotlin", SCREEN / "kotlin"]
    compile_kotlin([*sources, generated], libraries, built.classes)
    options = ("--release", version("jvmTarget"), "-Xlint:all", "-Werror")
    run("javac", *options, "-d", built.classes, *generated.rglob("*.java"))
    return built


def aapt2() -> Path:
    """Find Google's compiler of resources."""
    tool = unpack(maven.jars("apktool")[0]) / "prebuilt" / "linux" / "aapt2"
    tool.chmod(0o755)
    return tool


def _merged_manifest() -> str:
    """Add what Gradle's plugin takes from the build file."""
    manifest = (MAIN / "AndroidManifest.xml").read_text()
    release = f'android:versionCode="1" android:versionName="{version("edgeward")}"'
    levels = " ".join(
        f'android:{name}SdkVersion="{version(f"{name}Sdk")}"' for name in ("min", "target")
    )
    for old, new in {
        "<manifest": f'<manifest package="{PACKAGE}" {release}',
        "<application": f'<uses-sdk {levels} />\n    <application android:debuggable="true"',
    }.items():
        assert manifest.count(old) == 1
        manifest = manifest.replace(old, new)
    return manifest


def _link_resources(folder: Path, built: App) -> Path:
    compiled, generated = folder / "resources.zip", folder / "generated"
    run(aapt2(), "compile", "--dir", MAIN / "res", "-o", compiled)
    run(
        *(aapt2(), "link", "-o", built.resources, "--manifest", built.manifest),
        *("-I", *maven.jars("android-all"), "--java", generated, "--proguard", built.keep),
        *("-A", MAIN / "assets", "--auto-add-overlay", compiled),
    )
    return generated
