"""The command line: runs a command and turns errors into one line and exit code 2."""

import sys
from collections.abc import Sequence
from typing import NoReturn

from edgeward.errors import EdgewardError, as_sentence, require


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `edgeward COMMAND …` and exit: 0 done, 2 usage or bad input, 130 interrupted.

    Args:
        arguments: without the program's name; the process's own by default.
    """
    try:
        for module in ("typer", "rich", "PIL"):
            require(module, extra="cli")
        from edgeward.cli.app import app

        app(arguments, prog_name="edgeward")
    except (EdgewardError, OSError) as error:
        print(f"edgeward: {as_sentence(error)}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


if __name__ == "__main__":
    main()
