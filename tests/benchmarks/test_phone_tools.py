"""What vendors' benchmarks print is read as it was meant, and nothing else is taken for it."""

import re
from pathlib import Path

import pytest

from edgeward.benchmarks.phone.core import Settings
from edgeward.benchmarks.phone.tools import (
    Tool,
    benchmark_model_arguments,
    kind_of,
    parse_benchmark_model,
    parse_perf_test,
    perf_test_arguments,
)
from edgeward.errors import BadInput

RECORDED = Path(__file__).parent / "recorded"


def recorded(name: str) -> str:
    return (RECORDED / f"{name}.txt").read_text()


def test_tensorflow_lite_s_output_is_read() -> None:
    assert parse_benchmark_model(recorded("tflite-benchmark_model")) == {
        "latency": {
            "init_ms": 5.579,
            # One warm-up run: its line has neither a first nor an average.
            "warmup_first_ms": 1357.602,
            "warmup_avg_ms": 1357.602,
            "num_warmup_runs": 1,
            "avg_ms": 1240.27,
            "min_ms": 1238.588,
            "max_ms": 1252.566,
            "median_ms": 1239.807,
            "std_ms": 2.565,
            "p5_ms": 1238.753,
            "p95_ms": 1247.415,
            "num_runs": 50,
        },
        "memory": {"init_mb": 6.36328, "overall_mb": 109.832},
    }


def test_older_versions_print_fewer_statistics() -> None:
    assert parse_benchmark_model(recorded("tflite-benchmark_model-peak")) == {
        "latency": {
            "init_ms": 3.337,
            "warmup_first_ms": 81.913,
            "warmup_avg_ms": 58.9847,
            "num_warmup_runs": 9,
            "avg_ms": 56.2658,
            "min_ms": 54.669,
            "max_ms": 60.236,
            "std_ms": 0.982,
            "num_runs": 1061,
        },
        "memory": {"peak_mb": 93.2383},
    }


def test_litert_s_output_is_read_to_the_microsecond() -> None:
    found = parse_benchmark_model(recorded("litert-benchmark_model"))
    assert found["latency"] == {
        "init_ms": 5.757,
        "warmup_first_ms": 2.125,
        "warmup_avg_ms": 0.949861,
        "num_warmup_runs": 526,
        "avg_ms": 0.947132,
        "min_ms": 0.91,
        "max_ms": 1.102,
        "median_ms": 0.942,
        "std_ms": 0.023,
        "p5_ms": 0.915,
        "p95_ms": 0.991,
        "num_runs": 1054,
    }
    assert found["memory"] == {"init_mb": 4.06, "overall_mb": 7.07}


def test_litert_may_print_the_peak() -> None:
    # litert/tools/benchmark_litert_model.h prints one line or the other.
    text = recorded("litert-benchmark_model")
    text = re.sub(r"Peak memory usage not.*", "Peak memory:          427.64 MB", text)
    assert parse_benchmark_model(text)["memory"]["peak_mb"] == 427.64


def test_onnx_runtime_s_output_is_read() -> None:
    assert parse_perf_test(recorded("onnxruntime_perf_test")) == {
        "latency": {
            "init_ms": 217.932,
            "warmup_first_ms": 196,
            "avg_ms": 98.961997,
            "min_ms": 95.8204,
            "max_ms": 101.519,
            "median_ms": 99.5086,
            "p90_ms": 101.519,
            "p95_ms": 101.519,
            "p99_ms": 101.519,
            "num_runs": 5,
        },
        "memory": {"peak_mb": 258.562},
    }


def test_older_versions_of_onnx_runtime_are_read() -> None:
    # performance_runner.cc at 77e6dc9 has no "total"; percentiles may be left out.
    text = recorded("onnxruntime_perf_test").replace("cost total:", "cost:")
    found = parse_perf_test(text.partition("Avg CPU usage:11")[0])
    expected = {"init_ms": 217.932, "warmup_first_ms": 196, "avg_ms": 98.961997, "num_runs": 5}
    assert found["latency"] == expected


def test_runs_that_all_took_the_same_have_statistics() -> None:
    # tensorflow/core/util/stats_calculator.h prints no average then.
    same = "count=3 curr=7(all same) p5=7 median=7 p95=7"
    text = re.sub(r"count=50 .*", same, recorded("tflite-benchmark_model"))
    latency = parse_benchmark_model(text)["latency"]
    expected = {"avg_ms": 0.007, "min_ms": 0.007, "max_ms": 0.007, "std_ms": 0, "num_runs": 3}
    assert latency.items() >= expected.items()


def test_profiles_of_operators_are_not_taken_for_runs() -> None:
    profile = "Timings (microseconds): count=9 first=1 curr=1 min=1 max=2 avg=1 std=1\n"
    text = recorded("litert-benchmark_model")
    assert parse_benchmark_model(text + profile) == parse_benchmark_model(text)


def test_lines_may_end_with_carriage_returns() -> None:
    text = recorded("tflite-benchmark_model")
    assert parse_benchmark_model(text.replace("\n", "\r\n")) == parse_benchmark_model(text)
    text = recorded("onnxruntime_perf_test")
    assert parse_perf_test(text.replace("\n", "\r\n")) == parse_perf_test(text)


@pytest.mark.parametrize(
    "name", ["tflite-benchmark_model", "tflite-benchmark_model-peak", "litert-benchmark_model"]
)
def test_output_that_ends_early_is_no_result(name: str) -> None:
    lines = recorded(name).splitlines()
    ends = ("Inference timings", "BENCHMARK RESULTS")
    last = next(i for i, line in enumerate(lines) if any(end in line for end in ends))
    for count in range(last):
        with pytest.raises(BadInput, match="Expected the results of benchmark_model"):
            parse_benchmark_model("\n".join(lines[:count]))


def test_onnx_runtime_s_output_that_ends_early_is_no_result() -> None:
    lines = recorded("onnxruntime_perf_test").splitlines()
    last = next(i for i, line in enumerate(lines) if line.startswith("Average"))
    for count in range(last):
        with pytest.raises(BadInput, match="Expected the results of onnxruntime_perf_test"):
            parse_perf_test("\n".join(lines[:count]))


def test_one_tool_s_output_is_not_the_other_s() -> None:
    with pytest.raises(BadInput):
        parse_benchmark_model(recorded("onnxruntime_perf_test"))
    with pytest.raises(BadInput):
        parse_perf_test(recorded("litert-benchmark_model"))


def test_numbers_that_are_none_are_no_result() -> None:
    text = re.sub(r"avg=\S+", "avg=nan", recorded("tflite-benchmark_model"))
    with pytest.raises(BadInput, match="Expected the results of benchmark_model"):
        parse_benchmark_model(text)
    text = re.sub(r"total: \S+", "total: inf", recorded("onnxruntime_perf_test"))
    with pytest.raises(BadInput, match="Expected the results of onnxruntime_perf_test"):
        parse_perf_test(text)


def test_the_tool_s_own_error_is_told() -> None:
    text = "INFO: STARTING!\nERROR: Failed to load model a.tflite.\nINFO: bye\n"
    with pytest.raises(BadInput, match=r"printed: ERROR: Failed to load model a\.tflite\.$"):
        parse_benchmark_model(text)
    with pytest.raises(BadInput, match=r"printed: nothing\.$"):
        parse_perf_test("\n")


def test_a_dry_run_is_no_result() -> None:
    text = re.sub(r"count=\d+ .*", "count=0 p5=0 p95=0", recorded("tflite-benchmark_model"))
    with pytest.raises(BadInput, match="it made none"):
        parse_benchmark_model(text)


def test_models_choose_their_tool() -> None:
    assert kind_of(Path("a.onnx")).parse is kind_of(Path("a.ort")).parse is parse_perf_test
    assert kind_of(Path("a.tflite")).arguments is benchmark_model_arguments
    with pytest.raises(BadInput, match=r"Expected a model of \.tflite, \.onnx, \.ort, but got 'a'"):
        kind_of(Path("a"))


def test_arguments_of_the_caller_come_before_the_model() -> None:
    tool = Tool(Path("p"), Path("folder/a.onnx"), arguments=("-f", "height:720"))
    found = perf_test_arguments(tool, Settings(num_runs=3, num_threads=2))
    assert " ".join(found) == "-I -m times -r 3 -x 2 -s -f height:720 a.onnx"
