"""Reading what other measurements wrote, for the page."""

from typing import Any, TypeVar

from edgeward.decode import Misfit, decode
from edgeward.errors import BadInput

T = TypeVar("T")


def read(kind: type[T], data: Any, origin: str) -> T:
    """Read parsed JSON.

    Args:
        kind: the dataclass that it should hold.
        data: as a JSON parser returns it.
        origin: what to call it in messages.

    Raises:
        BadInput: it holds something else.
    """
    try:
        return decode(kind, data)
    except Misfit as error:
        raise BadInput(f"Cannot read {origin}: {error}; make it again.") from error
