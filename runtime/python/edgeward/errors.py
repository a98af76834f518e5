"""Errors that are one sentence for the person who can mend them: expected, got, way out."""

import importlib
from types import ModuleType


class EdgewardError(Exception):
    """Base of every error that is the caller's to mend; the command line prints it and exits 2."""


class BadInput(EdgewardError, ValueError):
    """A picture, data set, checkpoint or argument that cannot be used."""


class BadBundle(EdgewardError, ValueError):
    """A bundle that is missing, altered or of another version."""


class MissingExtra(EdgewardError, ImportError):
    """An optional dependency that is not installed."""


def require(module: str, *, extra: str) -> ModuleType:
    """Import an optional dependency late.

    Args:
        module: name of the module to import.
        extra: the extra of `edgeward` that brings it.

    Raises:
        MissingExtra: the module is not installed; the message says what to install.

    Example:
        >>> require("json", extra="onnx").dumps([1])
        '[1]'
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"Expected the package {error.name!r}, but it is not installed; "
            f"run: pip install 'edgeward[{extra}]'."
        ) from error


def as_sentence(error: EdgewardError | OSError) -> str:
    """Put an error into one sentence for a person.

    Example:
        >>> as_sentence(OSError(28, "No space left on device", "out/mask.png"))
        "No space left on device: 'out/mask.png'."
    """
    if isinstance(error, OSError) and error.strerror:
        named = f": {error.filename!r}" if error.filename is not None else ""
        return f"{error.strerror}{named}."
    return str(error)
