"""Entries that belong in one picture: they differ in sampling and sizes alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edgeward.benchmarks.latency.record import Entry, Record
from edgeward.benchmarks.latency.spec import Size

SAMPLINGS = ("adaptive", "uniform")
TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class Group:
    """A bundle as one record measured it, with an engine and a number of threads.

    Attributes:
        title: that no other group has.
        entries: at least one.
    """

    title: str
    entries: tuple[Entry, ...]

    @property
    def model(self) -> str:
        """Name of the bundle."""
        return self.entries[0].model

    @property
    def samples(self) -> list[Size]:
        """Sample sizes, the smallest first."""
        return _by_area({entry.sample_size for entry in self.entries})

    @property
    def pictures(self) -> list[Size]:
        """Picture sizes, the smallest first."""
        return _by_area({entry.picture_size for entry in self.entries})

    def at(self, samples: Size, picture: Size) -> list[Entry]:
        """List what was measured at these sizes, adaptive sampling first."""
        sizes = samples, picture
        found = [e for e in self.entries if (e.sample_size, e.picture_size) == sizes]
        return sorted(found, key=lambda entry: entry.sampling)


def group(records: Sequence[Record]) -> list[Group]:
    """Group the entries of records, each record's by themselves."""
    groups: list[Group] = []
    for number, record in enumerate(records, 1):
        found: dict[str, list[Entry]] = {}
        for entry in record.entries:
            found.setdefault(_title(entry), []).append(entry)
        where = f", record {number}" if len(records) > 1 else ""
        groups += (Group(title + where, tuple(entries)) for title, entries in found.items())
    return groups


def _title(entry: Entry) -> str:
    threads = f"{entry.num_threads} thread" + "s" * (entry.num_threads > 1)
    return f"{entry.model}, {entry.format} {entry.precision} {entry.accelerators}, {threads}"


def _by_area(sizes: Iterable[Size]) -> list[Size]:
    return sorted(sizes, key=lambda size: (size[0] * size[1], size))


def side_by_side(size: Size) -> str:
    """Write a size out.

    Example:
        >>> side_by_side((48, 64)).replace(TIMES, "x")
        '48 x 64'
    """
    return f"{size[0]} {TIMES} {size[1]}"


def in_short(size: Size) -> str:
    """Write a size out, a square by its side.

    Example:
        >>> in_short((64, 64))
        '64'
    """
    return str(size[0]) if size[0] == size[1] else side_by_side(size)
