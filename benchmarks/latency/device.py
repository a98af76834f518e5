"""What measured: CPU, clock, heat, memory and versions, as far as the system shows them."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("edgeward", "numpy", "onnxruntime", "ai-edge-litert", "tflite-runtime", "torch")
# What says most about the speed of the core and of engines.
FEATURES = {"asimd", "asimddp", "asimdhp", "avx", "avx2", "avx512f", "avx512_vnni", "fma"}
FEATURES |= {"avx_vnni", "amx_int8", "f16c", "i8mm", "neon", "sve", "sve2", "sme", "bf16"}

_CPU = Path("/sys/devices/system/cpu")
_THERMAL = Path("/sys/class/thermal")


def describe() -> dict[str, Any]:
    """Describe this machine; what it does not show is missing.

    Example:
        >>> sorted(describe().keys() & {"arch", "cores", "system", "versions"})
        ['arch', 'cores', 'system', 'versions']
    """
    info = _cpu_info()
    found = {
        "system": platform.platform(),
        "arch": platform.machine(),
        "cpu": info.get("model name") or info.get("hardware") or platform.processor(),
        "cores": os.cpu_count(),
        "features": sorted(FEATURES & set(info.get("flags", info.get("features", "")).split())),
        "governor": _read(_CPU / "cpu0/cpufreq/scaling_governor"),
        "mhz": _megahertz(),
        "memory_mb": _memory_mb(),
        "python": platform.python_version(),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
    }
    return {key: value for key, value in found.items() if value not in (None, "", {}, [])}


def temperatures() -> dict[str, float]:
    """Read the thermal zones, degrees Celsius; empty where the system shows none.

    Example:
        >>> all(-50 < celsius < 150 for celsius in temperatures().values())
        True
    """
    found = {}
    for zone in sorted(_THERMAL.glob("thermal_zone*")):
        kind, text = _read(zone / "type"), _read(zone / "temp")
        if kind and text and text.lstrip("-").isdigit():
            found[f"{zone.name.removeprefix('thermal_zone')} {kind}"] = int(text) / 1000
    return found


def load_average() -> float | None:
    """Count the processes that wanted to run in the last minute, None where it is unknown."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _cpu_info() -> dict[str, str]:
    """Read the first value of each key of /proc/cpuinfo, keys in lower case."""
    pairs = (line.partition(":") for line in (_read(Path("/proc/cpuinfo")) or "").splitlines())
    found: dict[str, str] = {}
    for key, _, value in pairs:
        found.setdefault(key.strip().lower(), value.strip())
    return found


def _megahertz() -> dict[str, int]:
    """Read each CPU's greatest and present clock."""
    names = {"most": "cpuinfo_max_freq", "now": "scaling_cur_freq"}
    found = {}
    for key, name in names.items():
        kilohertz = [_read(path) for path in sorted(_CPU.glob(f"cpu[0-9]*/cpufreq/{name}"))]
        if known := [int(text) // 1000 for text in kilohertz if text and text.isdigit()]:
            found[key] = max(known)
    return found


def _memory_mb() -> int | None:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
