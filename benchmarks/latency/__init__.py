"""Latency, memory and FLOPs of bundles by stage, sample size and picture size."""
