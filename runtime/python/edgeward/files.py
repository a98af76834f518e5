"""Writing that keeps the old file until the new one is whole, and checksums."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sha256(path: Path) -> str:
    r"""Hash a file, or a folder by the names and hashes of its files.

    A folder's hash is what this command prints inside it:
    `find * -type f | LC_ALL=C sort | xargs -d "\n" sha256sum | sha256sum`.

    Returns:
        64 hexadecimal digits.

    Example:
        >>> sha256(Path(os.devnull))[:16]
        'e3b0c44298fc1c14'
    """
    digest = hashlib.sha256()
    if path.is_dir():
        for name, file in _files_of(path):
            digest.update(f"{sha256(file)}  {name}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for _, file in _files_of(path))
    return path.stat().st_size


def _files_of(folder: Path) -> list[tuple[str, Path]]:
    """List the files of a folder by their names with forward slashes, in order of bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted((file.relative_to(folder).as_posix(), file) for file in files)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    The bytes go to a temporary name in the same folder, which then takes the file's place. If
    anything fails (a full disk, for one), the old file stays as it was.

    Raises:
        OSError: the folder is missing, not writable or full; it names `path`.
    """
    temporary = _temporary(path)
    try:
        with _blaming(path), temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Fill a folder whole or not at all.

    Yields an empty folder beside `path`, which takes its place when the block ends without an
    error. A folder that was there is removed only after the new one stands; no system call swaps
    two folders portably, so for the instant between two renames neither does.

    Raises:
        OSError: the parent is missing, not writable or full; it names `path`.
    """
    temporary = _temporary(path)
    try:
        with _blaming(path):
            temporary.mkdir()
            yield temporary
            _replace_folder(path, temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _replace_folder(path: Path, new: Path) -> None:
    if not path.exists():
        new.rename(path)
        return
    old = path.rename(_temporary(path))
    try:
        new.rename(path)
    except BaseException:  # an interrupt must not lose the old folder either
        old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """Name the file the caller knows, not the temporary one or none at all."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _temporary(path: Path) -> Path:
    """Name a neighbour that no file has; short, since names are limited to 255 bytes."""
    return path.parent / f".edgeward-{secrets.token_hex(6)}"
