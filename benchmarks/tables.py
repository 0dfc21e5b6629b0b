"""Results as Markdown, and their places in docs/benchmarks.md."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; figures stand at the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def goal(value: float, limit: float, unit: str) -> str:
    """Say whether a value keeps its goal."""
    return f"goal ≤ {limit:g}{unit}: **{'met' if value <= limit else 'not met'}**"


def goal_at_least(value: float, limit: float, unit: str) -> str:
    """Say whether a value reaches its goal."""
    return f"goal ≥ {limit:g}{unit}: **{'met' if value >= limit else 'not met'}**"


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Put a text between the markers of its name on the page of results.

    Raises
    ------
    ValueError
        If the page has no such markers.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    content = page.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(content):
        msg = f"{page.name} has no place for {name}: {begin} … {end}"
        raise ValueError(msg)
    made = f"{begin}\n{text}\n{end}"
    page.write_text(pattern.sub(lambda _: made, content), encoding="utf-8")
