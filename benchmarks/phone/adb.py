"""A phone as adb reaches it: a shell, and files that go there and back."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from edgeward.errors import BadInput

# Seconds; an answer that takes longer does not come.
PATIENCE = 120
WAYS_OUT = {
    "unauthorized": "allow USB debugging in the dialog on its screen",
    "offline": "plug it in again, or run: adb reconnect",
    "no permissions": "install adb's udev rules (Debian: android-sdk-platform-tools-common)",
}


class Device(NamedTuple):
    """One phone.

    Attributes:
        serial: as `adb devices` lists it.
        adb: path of adb.
    """

    serial: str
    adb: str

    def shell(self, command: str, *, patience: float = PATIENCE) -> str:
        """Run a command in the phone's shell; return what it printed on standard output.

        Raises:
            BadInput: it failed, or took longer than `patience` seconds.
        """
        return self._run("shell", command, what=command, patience=patience)

    def push(self, local: Path, remote: str) -> None:
        """Copy a file to the phone.

        Raises:
            BadInput: it is missing here, or cannot be written there.
        """
        if not local.is_file():
            raise BadInput(f"Expected a file to push to the device, but there is no '{local}'.")
        self._run("push", str(local), remote, what=f"push {local.name}")

    def pull(self, remote: str, local: Path) -> None:
        """Copy a file from the phone.

        Raises:
            BadInput: it is missing there, or cannot be written here.
        """
        self._run("pull", remote, str(local), what=f"pull {remote}")

    def _run(self, *arguments: str, what: str, patience: float = PATIENCE) -> str:
        return _adb(self.adb, "-s", self.serial, *arguments, what=what, patience=patience)


def connect(serial: str | None = None) -> Device:
    """Find a phone that is ready.

    Args:
        serial: as `adb devices` lists it; may be left out if there is one only.

    Raises:
        BadInput: no adb, no such device, several to choose from, or one that is not ready.
    """
    adb = shutil.which("adb")
    if adb is None:
        raise BadInput(
            "Expected Android's adb on the PATH, but found none; install the platform tools "
            "(developer.android.com/tools/releases/platform-tools)."
        )
    states = parse_devices(_adb(adb, "devices", what="devices"))
    serial = _choose(states, serial)
    if (state := states[serial]) != "device":
        way_out = next((way for key, way in WAYS_OUT.items() if state.startswith(key)), None)
        raise BadInput(
            f"Expected the device {serial!r} to be ready, but adb calls it {state!r}"
            + (f"; {way_out}." if way_out else ".")
        )
    return Device(serial, adb)


def parse_devices(text: str) -> dict[str, str]:
    r"""Read what `adb devices` prints: states by serial.

    Example:
        >>> parse_devices("List of devices attached\nR58N123\tdevice\nemulator-5554\toffline\n")
        {'R58N123': 'device', 'emulator-5554': 'offline'}
    """
    # Above the list, adb may say that it starts its daemon.
    _, _, listed = text.partition("List of devices attached")
    rows = (line.split(None, 1) for line in listed.splitlines() if line.strip())
    return {row[0]: row[1].strip() for row in rows if len(row) == 2}


def _choose(states: dict[str, str], serial: str | None) -> str:
    seen = ", ".join(states)
    if not states:
        raise BadInput(
            "Expected a device that adb sees, but there is none; "
            "connect one and enable USB debugging in its developer options."
        )
    if serial is None and len(states) > 1:
        raise BadInput(f"Expected one device, but adb sees {seen}; name the serial of one.")
    if serial is not None and serial not in states:
        raise BadInput(f"Expected the device {serial!r}, but adb sees {seen}.")
    return serial or next(iter(states))


def _adb(adb: str, *arguments: str, what: str, patience: float = PATIENCE) -> str:
    try:
        done = subprocess.run(
            [adb, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(
            f"Expected an answer to '{what}' from adb within {patience:g} seconds, but none came."
        ) from error
    if done.returncode != 0:
        raise BadInput(f"Expected adb to do '{what}', but it ended with {_reason(done)}")
    return done.stdout


def _reason(done: "subprocess.CompletedProcess[str]") -> str:
    """Say in the words of what failed how it ended: its last line, as part of a sentence."""
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    said = f": {lines[-1].rstrip('.')}" if lines else ""
    return f"{done.returncode}{said}."
