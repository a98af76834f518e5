"""Train what an experiment lacks, time what it trained, and write the report of all of them.

    python -m edgeward.benchmarks.accuracy run person.toml --data data/person -o runs/person
    python -m edgeward.benchmarks.accuracy cost person.toml --data data/person -o runs/person
    python -m edgeward.benchmarks.accuracy report person.toml=data/person=runs/person

`count` evaluates the same runs on another data set, which `report` then takes as DATA. A run keeps
its checkpoint, its counts on val and test, and what made it.
"""

import argparse
import sys
from pathlib import Path

from edgeward.benchmarks.accuracy.cost import measure_costs
from edgeward.benchmarks.accuracy.report import Chapter, open_chapter, write_report
from edgeward.benchmarks.accuracy.train import count_all, run_all
from edgeward.errors import BadInput, EdgewardError


def chapter(text: str, split: str) -> Chapter:
    """Open PLAN=DATA=RUNS."""
    parts = [Path(part) for part in text.split("=")]
    if len(parts) != 3:
        raise BadInput(f"Expected EXPERIMENT.toml=DATA=RUNS, but got {text!r}.")
    plan, data, out = parts
    return open_chapter(plan, data, out, split)


def parse() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m edgeward.benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="train and evaluate; the same call resumes")
    count = commands.add_parser("count", help="evaluate what is trained on other data")
    cost = commands.add_parser("cost", help="time what is trained")
    for command in (run, count, cost):
        command.add_argument("experiment", type=Path, help="TOML file")
        command.add_argument("--data", type=Path, required=True, help="the data set's folder")
        command.add_argument("-o", "--out", type=Path, required=True, help="folder of the runs")
    run.add_argument("--jobs", type=int, default=2, help="runs at the same time (default 2)")
    count.add_argument("--splits", nargs="+", default=["test"], help="(default test)")
    report = commands.add_parser("report", help="write accuracy.md and its plots")
    report.add_argument("experiments", nargs="+", metavar="EXPERIMENT.toml=DATA=RUNS")
    report.add_argument("--split", default="test", help="(default test)")
    report.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    return parser.parse_args()


def main() -> None:
    """Run what the command line says."""
    given = parse()
    try:
        if given.command == "run":
            run_all(given.experiment, given.data, given.out, jobs=given.jobs, report=print)
        elif given.command == "count":
            count_all(given.experiment, given.data, given.out, given.splits)
        elif given.command == "cost":
            measure_costs(given.experiment, given.data, given.out)
        else:
            chapters = [chapter(text, given.split) for text in given.experiments]
            write_report(chapters, given.out)
    except EdgewardError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
