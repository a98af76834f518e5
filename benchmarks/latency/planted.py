"""A worker whose one stage is slower than it was, to see whether the gate notices."""

import os
from time import perf_counter

import edgeward.session
from edgeward.benchmarks.latency import worker
from edgeward.stages import Clock

# By how much, a share of the stage's time.
SLOWER = 0.10
# Names the stage; processes inherit it.
VARIABLE = "EDGEWARD_SLOW_STAGE"


class SlowClock(Clock):
    """A clock that holds one stage back."""

    def lap(self, stage: str) -> None:
        """End a stage, late if it is the one."""
        if stage == os.environ[VARIABLE]:
            end = self._last + (1 + SLOWER) * (perf_counter() - self._last)
            while perf_counter() < end:
                pass
        super().lap(stage)


if __name__ == "__main__":
    vars(edgeward.session)["Clock"] = SlowClock
    worker.main()
