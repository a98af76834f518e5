"""What was measured as one HTML page that needs no network, no script and no other file."""

from edgeward.benchmarks.page.page import render

__all__ = ["render"]
