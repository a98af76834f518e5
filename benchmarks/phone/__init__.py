"""Latency on an Android phone, over adb: the core's kernels, and the vendors' own tools."""

from edgeward.benchmarks.phone.bench import bench_on_phone
from edgeward.benchmarks.phone.core import Settings
from edgeward.benchmarks.phone.tools import Tool

__all__ = ["Settings", "Tool", "bench_on_phone"]
