"""The engines on arm64, emulated; `python -m edgeward.benchmarks.arm_engine --help`."""
