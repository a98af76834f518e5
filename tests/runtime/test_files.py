"""A write is whole or did not happen."""

import errno
import os
from pathlib import Path

import pytest

from edgeward.files import new_folder, write_atomically


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)


def test_write_replaces_the_file(tmp_path: Path):
    path = tmp_path / "a.bin"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_keeps_the_old_file_and_names_it(tmp_path: Path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="No space left") as caught:
        write_atomically(path, b"new")
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_a_written_file_has_the_usual_permissions(tmp_path: Path):
    write_atomically(tmp_path / "ours", b"")
    (tmp_path / "usual").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_new_folder_replaces_the_old_one_whole(tmp_path: Path):
    for name in ("first", "second"):
        with new_folder(tmp_path / "out") as folder:
            (folder / name).touch()
    assert os.listdir(tmp_path / "out") == ["second"]
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_keeps_the_old_folder(tmp_path: Path, error: type[BaseException]):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    with pytest.raises(error), new_folder(tmp_path / "out"):
        raise error
    assert os.listdir(tmp_path / "out") == ["old"]
    assert os.listdir(tmp_path) == ["out"]


def test_a_failure_between_the_renames_keeps_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    rename = Path.rename

    def fail_once(self: Path, target: Path) -> Path:
        if target == tmp_path / "out":
            monkeypatch.setattr(Path, "rename", rename)
            raise OSError(errno.EIO, "broken")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(OSError, match="broken"), new_folder(tmp_path / "out"):
        pass
    assert os.listdir(tmp_path / "out") == ["old"]
    assert os.listdir(tmp_path) == ["out"]


def test_a_missing_parent_is_named(tmp_path: Path):
    with pytest.raises(FileNotFoundError) as caught, new_folder(tmp_path / "no" / "out"):
        pass
    assert caught.value.filename == str(tmp_path / "no" / "out")
