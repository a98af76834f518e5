"""Records as files and on standard output."""

import json as json_lines
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgeward.errors import BadInput
from edgeward.files import write_atomically

if TYPE_CHECKING:
    from edgeward.benchmarks.latency.record import Record


def read_record(path: Path) -> "Record":
    """Read a record of `edgeward bench`.

    Raises:
        BadInput: it is none.
    """
    from edgeward.benchmarks.latency.record import from_json

    return from_json(read_json(path), str(path))


def read_json(path: Path) -> Any:
    """Read a file.

    Raises:
        BadInput: it holds no JSON.
    """
    try:
        return json_lines.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(f"Expected JSON in {str(path)!r}, but {error}; make it again.") from error


def write(record: dict[str, Any], out: Path) -> None:
    """Write a record as JSON."""
    write_atomically(out, (json_lines.dumps(record, indent=2) + "\n").encode())


def print_json(record: dict[str, Any], out: Path | None) -> None:
    """Print a record, and write it too if a file is named."""
    if out is not None:
        write(record, out)
    print(json_lines.dumps(record, indent=2))
