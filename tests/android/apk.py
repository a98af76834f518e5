"""A signed APK without Gradle: shrunk by ProGuard, compiled to dex by D8, aligned and signed."""

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.android import maven
from tests.android.app import App
from tests.android.archives import d8, unpack
from tests.android.catalogue import LIBRARY, version
from tests.android.kotlin import java, jdk
from tests.android.library import Library
from tests.core.builds import run

ALIGNMENT = 16384  # of native libraries in the APK, which are mapped from there: Android 15's pages
KEY = ("--ks-pass", "pass:android", "--ks-key-alias", "debug")


def build_apk(
    folder: Path, app: App, library: Library, native: Mapping[str, Path], aar: Path
) -> Path:
    """Build an APK.

    Args:
        folder: for it and what lies between.
        app: what it holds.
        library: that the app uses.
        native: libedgeward_jni.so for each ABI.
        aar: of the engine, which is packed for the same ABIs.
    """
    engine = unpack(aar)
    packed = folder / "packed.apk"
    shutil.copy(app.resources, packed)
    with zipfile.ZipFile(packed, "a") as apk:
        shrunk = shrink(folder, app, library, engine)
        apk.write(_to_dex(folder, shrunk), "classes.dex", zipfile.ZIP_DEFLATED)
        for abi, own in native.items():
            for path in (own, *sorted((engine / "jni" / abi).glob("*.so"))):
                apk.write(path, f"lib/{abi}/{path.name}")  # stored, to be mapped where it lies
    aligned = folder / "aligned.apk"
    run("zipalign", "-f", str(ALIGNMENT), packed, aligned)
    return _sign(folder, aligned)


def shrink(folder: Path, app: App, library: Library, engine: Path) -> Path:
    """Drop and rename what nothing refers to, by the rules that the library's users get."""
    shrunk, rules = folder / "shrunk.jar", folder / "rules.pro"
    inputs = (app.classes, library.jvm, library.android, engine / "classes.jar")
    framework, kotlin = maven.jars("android-all", "kotlin-stdlib")
    base = jdk() / "jmods" / "java.base.jmod"
    included = (app.keep, LIBRARY / "consumer-rules.pro", *engine.glob("proguard.txt"))
    lines = [
        *(f"-injars '{path}'" for path in inputs),
        f"-injars '{kotlin}'(!META-INF/**,!**.kotlin_builtins)",
        f"-libraryjars '{framework}'",
        f"-libraryjars '{base}'(!**.jar;!module-info.class)",
        f"-outjars '{shrunk}'",
        *("-dontnote", "-dontwarn org.jetbrains.annotations.**"),
        *(f"-include '{path}'" for path in included),
    ]
    rules.write_text("\n".join(lines))
    java(maven.jars("proguard"), "proguard.ProGuard", f"@{rules}")
    return shrunk


def _to_dex(folder: Path, jar: Path) -> Path:
    # The JDK's classes for the framework's: D8 3.3.28 cannot read Android 16's.
    options = ("--release", "--min-api", version("minSdk"), "--lib", jdk(), "--output", folder)
    java([d8()], "com.android.tools.r8.D8", *options, jar)
    return folder / "classes.dex"


def _sign(folder: Path, aligned: Path) -> Path:
    store, signed = folder / "debug.p12", folder / "edgeward-demo-debug.apk"
    run(
        *("keytool", "-genkeypair", "-keystore", store, "-storetype", "PKCS12"),
        *("-storepass", "android", "-alias", "debug", "-keyalg", "RSA", "-keysize", "2048"),
        *("-validity", "10000", "-dname", "CN=Android Debug"),
    )
    levels = ("--min-sdk-version", version("minSdk"))
    run("apksigner", "sign", "--ks", store, *KEY, *levels, "--out", signed, aligned)
    return signed
