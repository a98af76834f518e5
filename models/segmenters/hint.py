"""The end of a sentence about an unknown name."""

from collections.abc import Collection
from difflib import get_close_matches

# More names than this are no help in a sentence.
_SHOWN = 6


def hint(name: str, known: Collection[str]) -> str:
    """Suggest the nearest name, or list what is known.

    Example:
        >>> hint("unte", ["unet", "fpn"]), hint("x", ["unet", "fpn"])
        ("did you mean 'unet'?", 'known are unet, fpn.')
    """
    near = get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    rest = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return f"known are {', '.join(list(known)[:_SHOWN])}{rest}."
