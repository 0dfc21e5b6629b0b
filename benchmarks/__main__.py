"""`python -m benchmarks [name …]`: measure, print, and write docs/benchmarks.md."""

import os
import sys
from collections.abc import Callable, Sequence

from benchmarks import browser_clicks, intake, landing, queries, reruns, users
from benchmarks.tables import write

QUESTIONS: dict[str, Callable[[], str]] = {
    "reruns": reruns.run,
    "browser": browser_clicks.run,
    "users": users.run,
    "queries": queries.run,
    "intake": intake.run,
    "landing": landing.run,
}


def main(names: Sequence[str]) -> int:
    """Answer the questions that are named, or all."""
    unknown = [name for name in names if name not in QUESTIONS]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(QUESTIONS)}\n")
        return 2
    for name in names or QUESTIONS:
        busy = os.getloadavg()[0]
        noise = f"Load average of the machine before this part: {busy:.1f}."
        text = f"{QUESTIONS[name]()}\n\n{noise}"
        sys.stdout.write(f"## {name}\n\n{text}\n\n")
        write(name, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
