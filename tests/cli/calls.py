"""Call the command line in this process."""

import pytest

from edgeward.__main__ import main

Output = tuple[int, str, str]


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> Output:
    """Return exit code, standard output and standard error."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code, *capsys.readouterr()


def assert_one_line(output: Output, *words: str) -> None:
    """Exit code 2 and, below any progress bars, one line that holds the words."""
    code, _, errors = output
    assert code == 2
    assert errors.count("edgeward: ") == 1
    assert "Traceback" not in errors
    line = errors[errors.index("edgeward: ") :]
    assert line.count("\n") == 1
    for word in words:
        assert word in line
