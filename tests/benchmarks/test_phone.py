"""Over adb: everything runs, on a phone that is a folder; what can go wrong is one sentence."""

from pathlib import Path

import pytest

from edgeward.benchmarks.phone import Settings, Tool, bench_on_phone
from edgeward.benchmarks.phone.adb import connect
from edgeward.benchmarks.phone.core import build, check_abi, run_core
from edgeward.benchmarks.phone.device import describe, temperatures
from edgeward.benchmarks.phone.tools import run_tool
from edgeward.errors import BadInput

RUNTIME = Path(__file__).parents[2] / "runtime"
RECORDED = Path(__file__).parent / "recorded"
TINY = Settings(2, 1, 1, 3, sample_sizes=[(4, 5), (8, 8)], picture_sizes=[(9, 16)])


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    return path


@pytest.mark.slow
def test_a_phone_is_described_and_measured(phone: Path, host_bench: Path) -> None:
    found = bench_on_phone("PHONE1", settings=TINY, binary=host_bench)
    assert found.keys() == {"device", "core", "tools"}
    assert found["device"]["model"] == "Phone 1"
    warm = {"0 cpu-thermal": 41.25}
    assert found["device"]["temperatures"] == {"before": warm, "after": warm}
    core = found["core"]
    assert [core[key] for key in ("num_runs", "warmup_runs", "num_threads")] == [2, 1, 1]
    measured = {(*r["sample_size"], *r["picture_size"]) for r in core["results"]}
    assert measured == {(4, 5, 9, 16), (8, 8, 9, 16)}
    assert all(r["classes"] == 3 and r["ratio"] > 0 for r in core["results"])
    assert found["tools"] == []


@pytest.mark.slow
def test_nothing_is_left_on_the_phone(phone: Path, host_bench: Path) -> None:
    bench_on_phone(settings=TINY, binary=host_bench)
    assert list((phone / "data/local/tmp").iterdir()) == []


@pytest.mark.slow
def test_a_tool_that_fails_does_not_lose_what_was_measured(
    phone: Path, host_bench: Path, tmp_path: Path
) -> None:
    model = tmp_path / "person.tflite"
    model.write_bytes(b"model")
    # As a benchmark_model it fails: it knows no --graph.
    found = bench_on_phone(settings=TINY, binary=host_bench, tools=[Tool(host_bench, model)])
    assert found["core"]["results"]
    (tool,) = found["tools"]
    assert tool.keys() == {"tool", "model", "error"}
    assert tool["error"].endswith("Expected options that --help lists, but got '--graph'.")


def test_a_tool_without_its_files_is_refused_before_anything_is_measured(
    phone: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"there is no '.*missing'"):
        bench_on_phone(tools=[Tool(tmp_path / "missing", tmp_path / "a.onnx")])
    assert list((phone / "data/local/tmp").iterdir()) == []


def test_a_tool_is_run_beside_its_model_and_libraries(phone: Path, tmp_path: Path) -> None:
    (tmp_path / "liba.so").write_text((RECORDED / "litert-benchmark_model.txt").read_text())
    (tmp_path / "a.tflite").write_text("model")
    tool = Tool(
        program(tmp_path / "benchmark_model", 'cat "$LD_LIBRARY_PATH/liba.so" >&2'),
        tmp_path / "a.tflite",
        (tmp_path / "liba.so",),
        ("--use_gpu=true",),
    )
    found = run_tool(connect(), tool, Settings(num_runs=7, num_threads=4))
    arguments = "--graph=a.tflite --num_threads=4 --num_runs=7 --warmup_runs=5 --use_gpu=true"
    assert found["arguments"] == arguments.split()
    assert found["latency"]["median_ms"] == 0.942
    there = {path.name for path in (phone / "data/local/tmp/edgeward").iterdir()}
    assert there == {"a.tflite", "benchmark_model", "liba.so"}


def test_a_description_holds_what_the_phone_shows(phone: Path) -> None:
    found = describe(connect("PHONE1"))
    assert found["serial"] == "PHONE1"
    assert found["android"] == "16"
    assert "soc" not in found
    assert found["features"] == ["fp", "asimd"]
    assert found["cores"] == [
        {"cpu": 0, "part": "0x41 0xd05", "governor": "schedutil"},
        {"cpu": 1, "part": "0x41 0xd44", "governor": "performance", "max_mhz": 2802},
    ]


def test_a_phone_may_show_no_clocks_and_no_heat(phone: Path) -> None:
    for path in (phone / "sys").rglob("*"):
        if path.is_file():
            path.unlink()
    device = connect()
    assert temperatures(device) == {}
    parts = [core.keys() - {"cpu", "part"} for core in describe(device)["cores"]]
    assert parts == [set(), set()]


def test_files_go_there_and_back(phone: Path, tmp_path: Path) -> None:
    device, content = connect(), bytes(range(256))
    (tmp_path / "here").write_bytes(content)
    device.push(tmp_path / "here", "/data/local/tmp/there")
    assert device.shell("wc -c < /data/local/tmp/there").strip() == "256"
    device.pull("/data/local/tmp/there", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == content


@pytest.mark.parametrize(
    ("listed", "serial", "sentence"),
    [
        ("", None, "there is none; connect one and enable USB debugging"),
        ("A\tdevice\nB\tdevice\n", None, "adb sees A, B; name the serial of one"),
        ("A\tdevice\n", "B", "Expected the device 'B', but adb sees A"),
        ("A\tunauthorized\n", None, "'unauthorized'; allow USB debugging in the dialog"),
        ("A\toffline\n", "A", "'offline'; plug it in again"),
        ("A\tno permissions (missing udev rules?)\n", "A", "install adb's udev rules"),
        ("A\trecovery\n", "A", r"adb calls it 'recovery'\.$"),
    ],
)
def test_a_phone_that_is_not_ready_is_one_sentence(
    phone: Path, listed: str, serial: str | None, sentence: str
) -> None:
    (phone / "devices").write_text(f"List of devices attached\n{listed}")
    with pytest.raises(BadInput, match=sentence):
        connect(serial)


def test_adb_itself_may_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="found none; install the platform tools"):
        connect()


def test_failures_on_the_phone_are_one_sentence(phone: Path, tmp_path: Path) -> None:
    device = connect()
    with pytest.raises(BadInput, match=r"^Expected adb to do 'echo no. >&2; exit 7', .* 7: no\.$"):
        device.shell("echo no. >&2; exit 7")
    with pytest.raises(BadInput, match=r"within 0\.1 seconds, but none came"):
        device.shell("exec sleep 60", patience=0.1)
    with pytest.raises(BadInput, match="there is no"):
        device.push(tmp_path / "missing", "/data/local/tmp/missing")
    with pytest.raises(BadInput, match="pull /data/local/tmp/missing"):
        device.pull("/data/local/tmp/missing", tmp_path / "missing")
    with pytest.raises(BadInput, match="device 'GONE' not found"):
        device._replace(serial="GONE").shell("true")


@pytest.mark.parametrize("printed", ["", "killed", "[]", "{}", '{"results": []}', '{"results": 3}'])
def test_what_is_no_result_is_not_taken_for_one(phone: Path, tmp_path: Path, printed: str) -> None:
    broken = program(tmp_path / "edgeward_bench", f"echo '{printed}'")
    with pytest.raises(BadInput, match="Expected JSON with results from edgeward_bench"):
        run_core(connect(), broken, TINY)


def test_a_program_for_another_cpu_is_refused(tmp_path: Path) -> None:
    arm64 = tmp_path / "program"
    arm64.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00")
    check_abi(arm64, ["arm64-v8a", "armeabi-v7a"])
    with pytest.raises(BadInput, match=r"program for x86_64, but .* is for arm64-v8a; build it"):
        check_abi(arm64, ["x86_64"])
    with pytest.raises(BadInput, match="is for none"):
        check_abi(program(arm64, "true"), ["arm64-v8a"])
    with pytest.raises(BadInput, match="there is no"):
        check_abi(tmp_path / "missing", ["arm64-v8a"])


def test_building_needs_sources_and_a_compiler(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="run this in the repository, or give a built edgeward_be"):
        build("arm64-v8a", tmp_path, compiler="g++", runtime=tmp_path)
    with pytest.raises(BadInput, match="set ANDROID_NDK_HOME"):
        build("arm64-v8a", tmp_path, runtime=RUNTIME)
    with pytest.raises(BadInput, match="found no 'no-such-g"):
        build("arm64-v8a", tmp_path, compiler="no-such-g++", runtime=RUNTIME)
    with pytest.raises(BadInput, match=r"has no 'android\.toolchain\.cmake'"):
        build("arm64-v8a", tmp_path, ndk=tmp_path, runtime=RUNTIME)
    with pytest.raises(BadInput, match="but it is for 'riscv64'"):
        build("riscv64", tmp_path, runtime=RUNTIME)


def test_an_ndk_is_told_the_abi_and_may_fail(tmp_path: Path) -> None:
    toolchain = tmp_path / "build" / "cmake" / "android.toolchain.cmake"
    toolchain.parent.mkdir(parents=True)
    toolchain.write_text('message(FATAL_ERROR "${ANDROID_ABI} ${ANDROID_PLATFORM} is too old")')
    with pytest.raises(BadInput, match=r"toolchain\.cmake.* arm64-v8a android-26 is too old\.$"):
        build("arm64-v8a", tmp_path / "out", ndk=tmp_path, runtime=RUNTIME)
