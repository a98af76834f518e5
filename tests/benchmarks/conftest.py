"""What the tests of the phone's benchmark share: edgeward_bench, and a phone that is a folder."""

import platform
import shutil
from pathlib import Path

import pytest

from edgeward.benchmarks.phone.core import build

RUNTIME = Path(__file__).parents[2] / "runtime"
HOST_ABI = {"x86_64": "x86_64", "aarch64": "arm64-v8a"}.get(platform.machine(), "")

# The phone's files lie in a folder, and its shell is this machine's.
ADB = r"""#!/bin/sh
phone=$FAKE_PHONE
inside() {
  printf '%s' "$1" | sed "s#/data/local/tmp#$phone&#g; s#/proc/#$phone&#g; s#/sys/#$phone&#g"
}
[ "$1" = devices ] && exec cat "$phone/devices"
[ "$1 $2" = "-s PHONE1" ] || { echo "error: device '$2' not found" >&2; exit 1; }
shift 2
case $1 in
  shell) shift; PATH="$phone/bin:$PATH"; export PATH; exec sh -c "$(inside "$*")" ;;
  push) exec cp "$2" "$(inside "$3")" ;;
  pull) exec cp "$(inside "$2")" "$3" ;;
esac
"""
FILES = {
    "devices": "* daemon started successfully\nList of devices attached\nPHONE1\tdevice\n\n",
    "bin/getprop": '#!/bin/sh\ncat "$FAKE_PHONE/properties"\n',
    "properties": "[ro.product.manufacturer]: [Example]\n[ro.product.model]: [Phone 1]\n"
    "[ro.soc.model]: []\n[ro.build.version.release]: [16]\n"
    f"[ro.product.cpu.abi]: [{HOST_ABI}]\n[ro.product.cpu.abilist]: [{HOST_ABI},riscv64]\n",
    "proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n"
    "CPU part\t: 0xd05\n\nprocessor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd44\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "schedutil\n",
    "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "performance\n",
    "sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq": "2802000\n",
    "sys/class/thermal/thermal_zone0/type": "cpu-thermal\n",
    "sys/class/thermal/thermal_zone0/temp": "41250\n",
    "sys/class/thermal/thermal_zone1/type": "battery\n",
}


@pytest.fixture(scope="session")
def host_bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return edgeward_bench for this machine."""
    if not HOST_ABI or not shutil.which("g++"):
        pytest.skip("needs g++ on x86-64 or arm64")
    return build(HOST_ABI, tmp_path_factory.mktemp("host"), compiler="g++", runtime=RUNTIME)


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a phone that adb on the PATH talks to."""
    root, adb = tmp_path / "phone", tmp_path / "bin" / "adb"
    for path, text in {adb: ADB, **{root / name: text for name, text in FILES.items()}}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (root / "data/local/tmp").mkdir(parents=True)
    monkeypatch.setenv("FAKE_PHONE", str(root))
    monkeypatch.setenv("PATH", str(adb.parent), prepend=":")
    monkeypatch.delenv("ANDROID_NDK_HOME", raising=False)
    return root
