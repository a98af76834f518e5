"""libedgeward_jni.so for Android's ABIs without the NDK.

Clang compiles for Android. GNU headers give it types and templates, and what it links to are
libraries of empty functions with Android's names: --no-undefined makes any other name an error, so
this list is all that the library asks of a phone. Users build the same CMake project with the NDK.
"""

from pathlib import Path
from typing import NamedTuple

from tests.android.catalogue import version
from tests.android.library import ANDROID_HEADERS
from tests.core.builds import COMPILERS, RUNTIME, cmake, run

STUBS = {
    "libc.so": (
        *("__stack_chk_fail", "free", "malloc", "memset"),
        # On 32-bit ARM: memset, memcpy, and what integer division calls for.
        *("__aeabi_memclr", "__aeabi_memclr8", "__aeabi_memset", "__aeabi_memcpy8"),
        *("raise", "__stack_chk_guard"),
    ),
    "libm.so": ("floorf",),  # an instruction but on 32-bit ARM
    "libjnigraphics.so": ("AndroidBitmap_lockPixels", "AndroidBitmap_unlockPixels"),
}

JNI_HEADERS = ANDROID_HEADERS / "nativehelper"  # jni.h

# Their names have a version, by which they are not mistaken for another C library's.
C_LIBRARY = ("libc.so", "libm.so")


class Abi(NamedTuple):
    """One of Android's.

    Attributes:
        target: clang's, before the API level.
        triple: of the GNU system with the same data model, whose headers are used.
        prefix: where they are.
        flags: of the compiler, as the NDK sets them.
        builtins: where what the compiler leaves to a library of its own lies, by version.
    """

    target: str
    triple: str
    prefix: Path
    flags: tuple[str, ...] = ()
    builtins: Path | None = None


ABIS = {
    "arm64-v8a": Abi(
        "aarch64-linux-android",
        "aarch64-linux-gnu",
        Path("/usr/aarch64-linux-gnu"),
        ("-mno-outline-atomics",),
    ),
    "armeabi-v7a": Abi(
        "armv7a-linux-androideabi",
        "arm-linux-gnueabi",
        Path("/usr/arm-linux-gnueabi"),
        ("-mfpu=neon", "-mfloat-abi=softfp"),
        Path("/usr/lib/gcc-cross/arm-linux-gnueabi"),  # integer division
    ),
    "x86_64": Abi(
        "x86_64-linux-android",
        "x86_64-linux-gnu",
        Path("/usr"),
        ("-msse4.2", "-mpopcnt", "-isystem/usr/include/x86_64-linux-gnu"),
    ),
}


def build_android_library(abi: str, folder: Path) -> Path:
    """Build libedgeward_jni.so for one of `ABIS`."""
    stubs = folder / "stubs"
    stubs.mkdir()
    for name, functions in STUBS.items():
        _build_stub(abi, stubs / name, functions)
    build = folder / "build"
    cmake(RUNTIME, build, *_options(abi, stubs), "-DEDGEWARD_JNI=ON", "-DEDGEWARD_DEVELOPER=ON")
    return build / "libedgeward_jni.so"


def _target(abi: str) -> str:
    return ABIS[abi].target + version("minSdk")


def _build_stub(abi: str, library: Path, functions: tuple[str, ...]) -> None:
    source = library.with_suffix(".c")
    source.write_text("".join(f"void {name}(void) {{}}\n" for name in functions))
    options = ("-ffreestanding", "-fno-builtin", "-w", "-fPIC", "-nostdlib", "-shared")
    linker = ("-fuse-ld=lld", f"-Wl,-soname,{library.name}")
    if library.name in C_LIBRARY:
        versions = library.with_suffix(".map")
        versions.write_text("LIBC { *; };\n")
        linker += (f"-Wl,--version-script={versions}",)
    target = f"--target={_target(abi)}"
    run(COMPILERS["clang"][0], target, *options, *linker, source, "-o", library)


def _options(abi: str, stubs: Path) -> tuple[str, ...]:
    linker = " ".join(_linker_flags(stubs))
    return (
        "-DCMAKE_SYSTEM_NAME=Linux",
        "-DANDROID=ON",
        f"-DCMAKE_SYSTEM_PROCESSOR={abi}",
        f"-DCMAKE_CXX_COMPILER={COMPILERS['clang'][1]}",
        f"-DCMAKE_CXX_COMPILER_TARGET={_target(abi)}",
        f"-DCMAKE_CXX_FLAGS={' '.join(_compiler_flags(abi))}",
        # CMake asks the linker what it knows by linking executables.
        *(f"-DCMAKE_{kind}_LINKER_FLAGS={linker}" for kind in ("SHARED", "EXE")),
        f"-DCMAKE_CXX_STANDARD_LIBRARIES={_builtins(abi)} -lc",
    )


def _compiler_flags(abi: str) -> tuple[str, ...]:
    _, triple, prefix, flags, _ = ABIS[abi]
    templates = _newest(prefix / "include" / "c++")
    configured = (templates / triple, prefix / "include" / triple / "c++" / templates.name)
    return (
        *flags,
        *("-nostdinc++", "-nostdlibinc", "-U_FORTIFY_SOURCE"),
        *(f"-isystem{path}" for path in (templates, *configured, prefix / "include")),
        f"-isystem{JNI_HEADERS}",
        f"-idirafter{ANDROID_HEADERS}",
        *("-fno-threadsafe-statics", "-fstack-protector-strong"),
        *("-ffunction-sections", "-fdata-sections"),
    )


def _builtins(abi: str) -> str:
    folder = ABIS[abi].builtins
    return f"-L{_newest(folder)} -lgcc" if folder else ""


def _newest(folder: Path) -> Path:
    """Find the folder of the newest version, each being named by its own."""
    return max(folder.glob("[0-9]*"), key=lambda path: int(path.name))


def _linker_flags(stubs: Path) -> tuple[str, ...]:
    return (
        *("-nostdlib", "-fuse-ld=lld", f"-L{stubs}", "-Wl,--no-undefined"),
        *("-Wl,-z,relro,-z,now", "-Wl,-z,noexecstack", "-Wl,--gc-sections"),
        *("-Wl,--build-id=sha1", "-Wl,--hash-style=both", "-s"),
    )
