"""Outputs are compared and instructions counted as they are meant to be, without downloads."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward import load, uniform_grid
from edgeward.benchmarks.arm_engine import guest
from edgeward.benchmarks.arm_engine.cases import PICTURES, Call, Case, run_on_host
from edgeward.benchmarks.arm_engine.compare import compare
from edgeward.benchmarks.arm_engine.instructions import executed, per_run
from edgeward.benchmarks.arm_engine.system import APT, System, pip_command, set_up
from edgeward.benchmarks.latency.pictures import photo_of
from edgeward.bundle import find_bundle
from edgeward.errors import BadInput

PIXELS = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return run_on_host(find_bundle("person"), "onnx")


def looked(grid: np.ndarray) -> Call:
    return Call((9, 17), PIXELS, {"grid": grid[:2, :2], "sample_grid": grid})


def scored(scores: list[list[float]]) -> Call:
    return Call((9, 17), PIXELS, {"scores": np.float32([scores])})


def test_outputs_that_are_the_same_do_not_differ(cases: list[Case]) -> None:
    for case in cases:
        for name, off in compare(case.calls, [call.outputs for call in case.calls]).items():
            of = off.pop("of", None)
            assert of == (None if name in case.calls[0].outputs else 2 * 128 * 128)
            assert set(off.values()) == {0}


def test_a_point_differs_where_the_grid_crosses_the_middle_between_pixels() -> None:
    grid = uniform_grid(3, 3)
    for step, differ in ((0.02, 0), (0.04, 1)):  # times 16 columns: 0.32 and 0.64 pixels
        moved = grid.copy()
        moved[1, 1, 1] += step
        off = compare([looked(grid)], [looked(moved).outputs])
        assert off["points"] == {"of": 9, "differ": differ, "share": pytest.approx(differ / 9)}
        assert off["sample_grid"]["largest"] == pytest.approx(step)


def test_a_sample_prefers_another_class_or_does_not() -> None:
    ours, near, far = [[1, 2], [4, 3]], [[1, 2], [3.5, 3]], [[1, 2], [3, 3.5]]
    assert compare([scored(ours)], [scored(near).outputs])["argmax"]["differ"] == 0
    assert compare([scored(ours)], [scored(far).outputs])["argmax"] == {
        "of": 2,
        "differ": 1,
        "share": 0.5,
    }


def test_the_worst_picture_counts_whichever_it_is() -> None:
    ours, off = scored([[4, -8]]), scored([[4, -7]])
    for found in ([ours, off], [off, ours]):
        worst = compare([ours, ours], [call.outputs for call in found])["scores"]
        assert worst == {"largest": 1, "share_of_largest_value": 0.125}


def test_files_get_what_the_runtime_gives_them(cases: list[Case]) -> None:
    sampler, segmenter = cases
    assert [case.file.form for case in cases] == ["sampler", "segmenter"]
    for size, look, score in zip(PICTURES, sampler.calls, segmenter.calls, strict=True):
        assert look.size == score.size == size
        picture = photo_of(size)
        result = load("person", form="split")(picture)
        row, column = np.moveaxis(result.points, -1, 0)
        np.testing.assert_array_equal(score.pixels, picture[row, column])
        np.testing.assert_allclose(score.outputs["scores"], result.scores, atol=1e-4)


def test_the_guest_gives_what_the_host_gives(cases: list[Case], tmp_path: Path) -> None:
    # On this machine's CPU and Python, so to the bit.
    for case in cases:
        inputs, outputs = tmp_path / "inputs.npz", tmp_path / "outputs.npz"
        np.savez(inputs, *(call.pixels for call in case.calls))
        package = Path(edgeward.__file__).parent
        arguments = (package, case.file.format, case.path, inputs, outputs, "2")
        command = [sys.executable, guest.__file__, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, check=True)
        assert json.loads(done.stdout) == guest.describe()
        with np.load(outputs) as found:
            assert len(found.files) == sum(len(call.outputs) for call in case.calls)
            for i, call in enumerate(case.calls):
                for name, value in call.outputs.items():
                    np.testing.assert_array_equal(found[f"{i} {name}"], value)


def test_symbols_with_spaces_and_blocks_that_ran_twice_are_counted() -> None:
    assert executed("4096 5 2 operator new(unsigned long)\n4096 5 1 ?\n4096 3 1 ?\n") == 18
    assert executed("") == 0


def test_the_start_and_the_first_run_cancel() -> None:
    totals = {repeats: 10**9 + 12_345 + 700 * repeats for repeats in (21, 1, 11)}
    assert per_run(totals) == {"instructions": 700, "spread": 0}


def test_the_emulator_s_options_come_before_python_and_its_arguments_after() -> None:
    system = System(Path("/a/debian"), Path("/a/two wheels"))
    command = system.command("in.npz", options=("-plugin", Path("lib.so")))
    python = command.index("/a/debian/usr/bin/python3.11")
    assert command[:3] == ["qemu-aarch64", "-L", "/a/debian"]
    assert "PYTHONPATH=/a/two wheels" in command[:python]
    assert command[python - 2 : python] == ["-plugin", "lib.so"]
    assert command[python + 1 :] == ["-P", guest.__file__, "in.npz"]


def test_wheels_are_for_arm64_alone() -> None:
    command = pip_command(Path("w"), ["numpy==2"])
    platforms = [part for part in command if part.startswith("--platform=")]
    assert platforms
    assert all(part.endswith("_aarch64") for part in platforms)
    assert "--only-binary=:all:" in command


def test_apt_writes_to_its_folder_alone() -> None:
    lines = APT.format(folder="/a").splitlines()
    folders = [line.split('"')[1] for line in lines if line.startswith("Dir::")]
    assert folders == ["/a", "/a/status", "/a"]
    assert 'APT::Architectures { "arm64"; };' in lines


def test_missing_tools_are_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gcc").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="Expected apt-get, dpkg-deb, qemu-aarch64 on the PATH"):
        set_up(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
