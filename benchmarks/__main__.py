"""`python -m benchmarks [name …] [--firms N]`: measure, print, and write docs/benchmarks.md."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks import (
    alerts,
    browser_clicks,
    firm_intake,
    intake,
    landing,
    panel,
    queries,
    reruns,
    users,
)
from benchmarks.tables import write

QUESTIONS: dict[str, Callable[[], str]] = {
    "reruns": reruns.run,
    "browser": browser_clicks.run,
    "users": users.run,
    "queries": queries.run,
    "intake": intake.run,
    "landing": landing.run,
    "panel": panel.run,
    "firms": firm_intake.run,
    "alerts": alerts.run,
}


def main(arguments: Sequence[str]) -> int:
    """Answer the questions that are named, or all."""
    asked = _parsed(arguments)
    names: list[str] = asked.names
    unknown = [name for name in names if name not in QUESTIONS]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(QUESTIONS)}\n")
        return 2
    questions = QUESTIONS | {"panel": partial(panel.run, asked.firms, asked.months)}
    for name in names or questions:
        busy = os.getloadavg()[0]
        noise = f"Load average of the machine before this part: {busy:.1f}."
        text = f"{questions[name]()}\n\n{noise}"
        sys.stdout.write(f"## {name}\n\n{text}\n\n")
        write(name, text)
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(QUESTIONS))
    parser.add_argument("--firms", type=int, default=panel.FIRMS, help="firms of `panel`")
    parser.add_argument("--months", type=int, default=panel.MONTHS, help="months of `panel`")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
