"""What the tests of the command line share."""

from collections.abc import Callable

import pytest

from tests.cli import calls
from tests.cli.calls import Output


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Output]:
    """Return a function: arguments -> exit code, standard output, standard error."""
    return lambda *arguments: calls.call(capsys, *arguments)
