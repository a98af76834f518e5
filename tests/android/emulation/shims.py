"""Stand-ins for Android's system libraries, by which glibc's loader takes libraries for Android.

Those load as they are, not a byte changed: what they import from Android's C library has the
version LIBC there, which glibc's functions have not, so those of bionic/ are found instead.
"""

from pathlib import Path

from tests.android.cache import once
from tests.core.builds import CROSS, run

COMPILER = f"{CROSS}gcc"
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-Wl,-z,defs")
BIONIC = Path(__file__).with_name("bionic")
VERSIONS = f"-Wl,--version-script={BIONIC / 'libc.map'}"
# What glibc has in several libraries, Android libraries find in libc.so, wherever they expect it.
LIBC = ("names.c", "numbers.c", "threads.c", "streams.c", "same.S", "-lm", VERSIONS)
MADE_OF: dict[str, tuple[str, ...]] = {
    "libc.so": LIBC,
    "libm.so": (VERSIONS,),
    "libdl.so": (VERSIONS,),
    "libandroid.so": (),
    "liblog.so": ("liblog.c",),
    "libjnigraphics.so": ("libjnigraphics.c",),
    "libstack_guard.so": ("stack_guard.c",),
}


def shims() -> Path:
    """Return a folder with the libraries of MADE_OF, built again if their sources changed."""

    def make(folder: Path) -> None:
        for name in MADE_OF:
            _build(name, folder)

    sources = (Path(__file__), *sorted(BIONIC.iterdir()))
    return once("shims", "".join(source.read_text() for source in sources), make)


def _build(name: str, folder: Path) -> None:
    parts = (part if part.startswith("-") else BIONIC / part for part in MADE_OF[name])
    run(COMPILER, *FLAGS, *parts, f"-Wl,-soname,{name}", "-o", folder / name)
