"""The experiments of section 4 on real data; `python -m edgeward.benchmarks.accuracy --help`."""
