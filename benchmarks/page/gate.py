"""The section on the gate: how often it fails without a reason, and with one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from edgeward.benchmarks.page.markup import element, folded, section, table
from edgeward.benchmarks.page.read import read

_VERDICTS = ("slower", "unclear", "same", "faster")
_SAME, _SLOW = "same_code", "slow_"


@dataclass(frozen=True)
class Study:
    """Comparisons of one kind.

    Attributes:
        comparisons: how many.
        failed: of them.
        verdicts: how many by stage and verdict.
    """

    comparisons: int
    failed: int
    verdicts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Gate:
    """What `edgeward.benchmarks.latency.gate` found.

    Attributes:
        limit: by how much a stage may be slower.
        planted: by how much one was made slower.
        same: of the same code.
        slow: by the stage that was made slower.
    """

    limit: float
    planted: float
    same: Study
    slow: Mapping[str, Study]


def gate_from_json(data: Any, origin: str) -> Gate:
    """Read gate.json.

    Raises:
        BadInput: it is another file.
    """
    found = data if isinstance(data, Mapping) else {}
    slow = {key[len(_SLOW) :]: found[key] for key in found if key.startswith(_SLOW)}
    kept = {key: found[key] for key in ("limit", "planted") if key in found}
    if _SAME in found:
        kept["same"] = found[_SAME]
    return read(Gate, {**kept, "slow": slow}, origin)


def trust(gate: Gate) -> Element:
    """Say how far to trust the gate, and lay out every verdict."""
    words = [
        f"A comparison fails if a stage is more than {100 * gate.limit:g} % slower beyond doubt. "
        f"Of {gate.same.comparisons} comparisons of the same code {gate.same.failed} failed."
    ]
    if gate.slow:
        words.append(
            f" With one stage made {100 * gate.planted:g} % slower, that stage was found in "
            f"{', '.join(_caught(gate))} comparisons."
        )
    about = element("p", *words)
    titles = {"same code": gate.same}
    titles |= {f"{stage} slower": study for stage, study in gate.slow.items()}
    return section("How far to trust the gate", about, folded("Every verdict", _verdicts(titles)))


def _caught(gate: Gate) -> Iterator[str]:
    for stage, study in gate.slow.items():
        found = study.verdicts.get(stage, {}).get("slower", 0)
        yield f"{found} of {study.comparisons} ({stage})"


def _verdicts(studies: Mapping[str, Study]) -> Element:
    rows = (
        (name, stage, *(str(counts.get(verdict, 0)) for verdict in _VERDICTS))
        for name, study in studies.items()
        for stage, counts in study.verdicts.items()
    )
    caption = "Comparisons by verdict. Unclear: the interval lies across the limit."
    return table(caption, ("what was compared", "stage", *_VERDICTS), rows, names=2)
