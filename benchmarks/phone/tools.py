"""The vendors' own benchmarks on a phone: how they are called, and what they print.

- LiteRT's or TensorFlow Lite's `benchmark_model` runs .tflite files; prebuilt binaries are named at
  https://ai.google.dev/edge/litert/next/benchmark. Two programs have this name and share the lines
  read here but one: tflite/tools/benchmark/benchmark_model.cc ends with "Inference timings in us",
  litert/tools/benchmark_litert_model.h with "BENCHMARK RESULTS", on standard error (read at
  google-ai-edge/LiteRT 7d88950 and 15bfaa8).
- ONNX Runtime's `onnxruntime_perf_test` runs .onnx and .ort files; it comes out of ONNX Runtime's
  own build for Android (onnxruntime/test/perftest, read at microsoft/onnxruntime 77e6dc9, 011738c).

What is read goes by the keys of LiteRT's `benchmark_litert_model --result_json`, in milliseconds; a
statistic that a tool does not print is missing.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from edgeward.benchmarks.phone.adb import Device
from edgeward.benchmarks.phone.core import PATIENCE, Settings, prepare
from edgeward.errors import BadInput

Numbers = dict[str, float]
_NUMBER = r"(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)"
# What onnxruntime_perf_test calls them.
PERCENTILES = {
    "min_ms": "Min",
    "max_ms": "Max",
    "median_ms": "P50",
    "p90_ms": "P90",
    "p95_ms": "P95",
    "p99_ms": "P99",
}


class Tool(NamedTuple):
    """One run of a vendor's benchmark.

    Attributes:
        program: `benchmark_model` or `onnxruntime_perf_test`, built for the phone.
        model: a .tflite file for the first, an .onnx or .ort file for the second.
        libraries: that the program loads, such as a delegate or libonnxruntime.so.
        arguments: more of them, as `--use_gpu=true`, or `-f height:720` for a dimension that is
            free in the model, which would be 1.
    """

    program: Path
    model: Path
    libraries: tuple[Path, ...] = ()
    arguments: tuple[str, ...] = ()


def run_tool(device: Device, tool: Tool, settings: Settings) -> dict[str, Any]:
    """Run a vendor's benchmark on a phone.

    Returns:
        `tool`, `model`, `arguments`, `latency` (milliseconds) and `memory` (MiB).

    Raises:
        BadInput: no tool takes such a model, it failed, or printed something else.
    """
    kind = kind_of(tool.model)
    arguments = kind.arguments(tool, settings)
    command = prepare(device, [tool.program, tool.model, *tool.libraries])
    # The results of LiteRT's own benchmark_model are on standard error.
    text = device.shell(f"{command} {shlex.join(arguments)} 2>&1", patience=PATIENCE)
    about = {"tool": kind.name, "model": tool.model.name, "arguments": arguments}
    return {**about, **kind.parse(text)}


def benchmark_model_arguments(tool: Tool, settings: Settings) -> list[str]:
    """Spell the arguments of benchmark_model, which by itself runs for at least a second.

    Example:
        >>> tool = Tool(Path("benchmark_model"), Path("person.tflite"))
        >>> benchmark_model_arguments(tool, Settings())[:2]
        ['--graph=person.tflite', '--num_threads=1']
    """
    return [
        f"--graph={tool.model.name}",
        f"--num_threads={settings.num_threads}",
        f"--num_runs={settings.num_runs}",
        f"--warmup_runs={settings.warmup_runs}",
        *tool.arguments,
    ]


def perf_test_arguments(tool: Tool, settings: Settings) -> list[str]:
    """Spell the arguments of onnxruntime_perf_test, which warms up by one run.

    Example:
        >>> tool = Tool(Path("onnxruntime_perf_test"), Path("person.onnx"))
        >>> " ".join(perf_test_arguments(tool, Settings()))
        '-I -m times -r 50 -x 1 -s person.onnx'
    """
    # -I: inputs are made up; otherwise it looks for files beside the model.
    runs = ("-I", "-m", "times", "-r", str(settings.num_runs), "-x", str(settings.num_threads))
    return [*runs, "-s", *tool.arguments, tool.model.name]


def parse_benchmark_model(text: str) -> dict[str, Numbers]:
    """Read what LiteRT's or TensorFlow Lite's benchmark_model prints.

    Returns:
        `latency`: init_ms, warmup_first_ms, warmup_avg_ms, num_warmup_runs, avg_ms, min_ms, max_ms,
        std_ms, num_runs, and of newer versions median_ms, p5_ms, p95_ms. `memory`, MiB: init_mb and
        overall_mb, grown since the start, and peak_mb if it was asked for.

    Raises:
        BadInput: the output is another's, or ends before the results.
    """
    # At the beginning of a line: profiles of operators have their own counts further right.
    lines = re.findall(r"^(?:INFO: )?count=(\d+)(.*)", text, re.MULTILINE)
    init = _find(rf"Initialized session in {_NUMBER}ms", text)
    ended = re.search(r"Inference timings in us:|=== BENCHMARK RESULTS ===", text)
    if len(lines) < 2 or init is None or not ended:
        raise _unreadable("benchmark_model", text)
    warmup, runs = (_statistics(*line) for line in lines[-2:])
    if not runs["num_runs"]:
        raise BadInput("Expected benchmark_model to measure runs, but it made none.")
    if "avg_ms" not in runs:
        raise _unreadable("benchmark_model", text)
    latency = {"init_ms": init}
    if warmup["num_runs"]:
        latency["warmup_first_ms"] = warmup["first_ms"]
        latency["warmup_avg_ms"] = warmup["avg_ms"]
    latency["num_warmup_runs"] = warmup["num_runs"]
    latency |= {key: value for key, value in runs.items() if key != "first_ms"}
    grown = r"Memory footprint delta from the start of the tool \(MB\): init="
    memory = {
        "init_mb": _find(rf"(?:{grown}|Init footprint: +){_NUMBER}", text),
        "overall_mb": _find(rf"(?:{grown}\S+ overall=|Overall footprint: +){_NUMBER}", text),
        "peak_mb": _find(
            r"(?:Overall peak memory footprint \(MB\) via periodic monitoring: |Peak memory: +)"
            + _NUMBER,
            text,
        ),
    }
    return {"latency": latency, "memory": _present(memory)}


def parse_perf_test(text: str) -> dict[str, Numbers]:
    """Read what onnxruntime_perf_test prints.

    Returns:
        `latency`: init_ms (creating the session), avg_ms, num_runs, and where they are printed
        warmup_first_ms (whole milliseconds), min_ms, max_ms, median_ms, p90_ms, p95_ms, p99_ms.
        `memory`, MiB: peak_mb, the most that was resident.

    Raises:
        BadInput: the output is another's, or ends before the results.
    """
    # Newer versions say "total", since one may also count submissions.
    average = rf"Average inference time cost(?: total)?: *{_NUMBER} ms"
    latency = {
        "init_ms": _milliseconds("Session creation time cost", text),
        "warmup_first_ms": _find(rf"First inference time cost: *{_NUMBER} ms", text),
        "avg_ms": _find(average, text),
        **{key: _milliseconds(f"{name} Latency", text) for key, name in PERCENTILES.items()},
    }
    runs = _find(rf"Total inference requests: *{_NUMBER}", text)
    if latency["init_ms"] is None or latency["avg_ms"] is None or not runs:
        raise _unreadable("onnxruntime_perf_test", text)
    latency["num_runs"] = int(runs)
    peak = _find(rf"Peak working set size: *{_NUMBER} bytes", text)
    memory = {"peak_mb": None if peak is None else round(peak / 2**20, 3)}
    return {"latency": _present(latency), "memory": _present(memory)}


class Kind(NamedTuple):
    """A vendor's benchmark."""

    name: str
    suffixes: tuple[str, ...]
    arguments: Callable[[Tool, Settings], list[str]]
    parse: Callable[[str], dict[str, Numbers]]


KINDS = (
    Kind("benchmark_model", (".tflite",), benchmark_model_arguments, parse_benchmark_model),
    Kind("onnxruntime_perf_test", (".onnx", ".ort"), perf_test_arguments, parse_perf_test),
)


def kind_of(model: Path) -> Kind:
    """Find the benchmark for a model.

    Raises:
        BadInput: there is none.

    Example:
        >>> kind_of(Path("person.tflite")).name
        'benchmark_model'
    """
    for kind in KINDS:
        if model.suffix in kind.suffixes:
            return kind
    suffixes = ", ".join(suffix for kind in KINDS for suffix in kind.suffixes)
    raise BadInput(f"Expected a model of {suffixes}, but got '{model.name}'.")


def _statistics(count: str, rest: str) -> Numbers:
    """Read a line of statistics, microseconds: count=2 first=3 curr=5 min=3 max=5 avg=4 std=1."""
    found = {name: float(us) / 1000 for name, us in re.findall(rf"(\w+)={_NUMBER}", rest)}
    if "curr" in found and "max" not in found:
        # All runs took the same, as one does.
        same = found["curr"]
        found |= {"first": same, "avg": same, "min": same, "max": same, "std": 0.0}
    names = ("first", "avg", "min", "max", "median", "std", "p5", "p95")
    numbers = {f"{name}_ms": round(found[name], 6) for name in names if name in found}
    return {**numbers, "num_runs": int(count)}


def _find(pattern: str, text: str) -> float | None:
    """Return the group of the last match as a number."""
    found = re.findall(pattern, text)
    return float(found[-1]) if found else None


def _milliseconds(name: str, text: str) -> float | None:
    seconds = _find(rf"{name}: *{_NUMBER} s\b", text)
    return None if seconds is None else round(1000 * seconds, 6)


def _present(numbers: dict[str, float | None]) -> Numbers:
    return {key: value for key, value in numbers.items() if value is not None}


def _unreadable(tool: str, text: str) -> BadInput:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(ERROR|error|.*\bfailed\b)", line)]
    last = (errors or lines or ["nothing"])[-1]
    return BadInput(f"Expected the results of {tool}, but it printed: {last.rstrip('.')}.")
