"""What a phone is: model, system on a chip, clocks and heat, as far as its shell shows them."""

import re
from typing import Any

from edgeward.benchmarks.phone.adb import Device

PROPERTIES = {
    "manufacturer": "ro.product.manufacturer",
    "model": "ro.product.model",
    "soc_manufacturer": "ro.soc.manufacturer",
    "soc": "ro.soc.model",
    "board": "ro.board.platform",
    "android": "ro.build.version.release",
    "sdk": "ro.build.version.sdk",
    "abi": "ro.product.cpu.abi",
    "abis": "ro.product.cpu.abilist",
}
_CLOCKS = "/sys/devices/system/cpu/cpu[0-9]*/cpufreq/"
_ZONES = "/sys/class/thermal/thermal_zone*/"


def describe(device: Device) -> dict[str, Any]:
    """Describe a phone; what it does not show is missing.

    Returns:
        What PROPERTIES names, `serial`, `features` of the CPU, and `cores`: for each its `part`
        (implementer and part number, as in Arm's manuals), `governor` and `max_mhz`.

    Raises:
        BadInput: the phone does not answer.
    """
    found = {"serial": device.serial, **parse_properties(device.shell("getprop"))}
    cpus = parse_cpus(device.shell("cat /proc/cpuinfo"))
    clocks = _grep(device, _CLOCKS + "scaling_governor", _CLOCKS + "cpuinfo_max_freq")
    names = {"scaling_governor": "governor", "cpuinfo_max_freq": "max_mhz"}
    for line in re.findall(r"cpu(\d+)/cpufreq/(\w+):(.+)", clocks):
        number, name, value = int(line[0]), names[line[1]], line[2].strip()
        cpus.setdefault(number, {})[name] = int(value) // 1000 if value.isdigit() else value
    features = next((cpu["features"] for cpu in cpus.values() if "features" in cpu), None)
    cores = [
        {"cpu": number, **{key: cpu[key] for key in ("part", "governor", "max_mhz") if key in cpu}}
        for number, cpu in sorted(cpus.items())
    ]
    return {**found, **({"features": features} if features else {}), "cores": cores}


def temperatures(device: Device) -> dict[str, float]:
    """Read a phone's thermal zones, degrees Celsius; empty where it shows none.

    Raises:
        BadInput: the phone does not answer.
    """
    text = _grep(device, _ZONES + "type", _ZONES + "temp")
    kinds = dict(re.findall(r"thermal_zone(\d+)/type:(\S+)", text))
    values = re.findall(r"thermal_zone(\d+)/temp:(-?\d+)\s*$", text, re.MULTILINE)
    # Zones are named as well as numbered, and names repeat.
    return {f"{number} {kinds.get(number, '')}".strip(): int(t) / 1000 for number, t in values}


def parse_properties(text: str) -> dict[str, str]:
    """Read what `getprop` prints.

    Example:
        >>> parse_properties("[ro.product.model]: [Pixel 6]")
        {'model': 'Pixel 6'}
    """
    values = dict(re.findall(r"^\[(.+?)\]: \[(.*)\]", text, re.MULTILINE))
    return {name: values[key] for name, key in PROPERTIES.items() if values.get(key)}


def parse_cpus(text: str) -> dict[int, dict[str, Any]]:
    r"""Read /proc/cpuinfo: `part` and `features` by number of the CPU, where they are shown.

    Example:
        >>> parse_cpus("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd05\n")
        {0: {'part': '0x41 0xd05'}}
    """
    cpus: dict[int, dict[str, Any]] = {}
    for block in re.split(r"\n\s*\n", text):
        pairs = (line.partition(":") for line in block.splitlines())
        facts = {key.strip().lower(): value.strip() for key, _, value in pairs}
        if not facts.get("processor", "").isdigit():
            continue
        cpu = cpus.setdefault(int(facts["processor"]), {})
        if "cpu part" in facts:
            cpu["part"] = f"{facts.get('cpu implementer', '?')} {facts['cpu part']}"
        if "features" in facts:
            cpu["features"] = facts["features"].split()
    return cpus


def _grep(device: Device, *patterns: str) -> str:
    """Print the lines of the files that can be read, each behind the name of its file."""
    return device.shell(f"grep -H . {' '.join(patterns)} 2>/dev/null || true")
