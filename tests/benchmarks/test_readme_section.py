"""The README's figures are those of the records."""

from pathlib import Path

import pytest

from edgeward.benchmarks import readme
from edgeward.errors import BadInput

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results"


def test_the_section_is_what_the_command_writes():
    text = (ROOT / "README.md").read_text()
    assert readme.rewritten(text, readme.section(RESULTS)) == text


def test_a_readme_without_a_place_for_it_is_refused():
    with pytest.raises(BadInput, match="Expected one"):
        readme.rewritten("# Nothing\n", "text")


def test_the_section_stays_where_it_is():
    text = f"before\n{readme.BEGIN}old\n{readme.END}after\n"
    once = readme.rewritten(text, "new")
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "old" not in once
    assert readme.rewritten(once, "new") == once
