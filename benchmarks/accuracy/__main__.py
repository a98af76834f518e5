"""Train what an experiment lacks, and write the report of those that have results.

    python -m edgeward.benchmarks.accuracy run person.toml --data data/person -o runs/person

Every run keeps its checkpoint, its counts on val and test, and what made it.
"""

import argparse
import sys
from pathlib import Path

from edgeward.benchmarks.accuracy.train import run_all
from edgeward.errors import EdgewardError


def main() -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m edgeward.benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="train and evaluate; the same call resumes")
    run.add_argument("experiment", type=Path, help="TOML file")
    run.add_argument("--data", type=Path, required=True, help="the data set's folder")
    run.add_argument("-o", "--out", type=Path, required=True, help="folder of the runs")
    run.add_argument("--jobs", type=int, default=2, help="runs at the same time (default 2)")
    run.set_defaults(call=lambda a: run_all(a.experiment, a.data, a.out, jobs=a.jobs, report=print))
    arguments = parser.parse_args()
    try:
        arguments.call(arguments)
    except EdgewardError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
