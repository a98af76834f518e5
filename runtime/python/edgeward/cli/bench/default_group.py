"""Commands of which one needs no name: `edgeward bench person` is `edgeward bench run person`."""

from collections.abc import Collection
from typing import Any

from typer.core import TyperGroup

DEFAULT = "run"


class DefaultGroup(TyperGroup):
    """Put the default command's name before arguments that begin with no command's."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, with the name filled in."""
        return super().parse_args(ctx, with_default(args, self.commands))


def with_default(arguments: list[str], commands: Collection[str]) -> list[str]:
    """Fill the default command's name in; help and no arguments stay the group's.

    Example:
        >>> with_default(["person", "--json"], ["run", "core"]), with_default(["core"], ["core"])
        (['run', 'person', '--json'], ['core'])
    """
    if not arguments or arguments[0] in (*commands, "--help"):
        return arguments
    return [DEFAULT, *arguments]
