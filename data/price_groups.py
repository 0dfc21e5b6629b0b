"""To which group of goods a good of the ten-day prices belongs (`data/samples/nbs/goods.csv`)."""

from functools import cache

from data.records import FOLDER, read_csv


@cache
def price_groups() -> dict[str, str]:
    """Return the group of every good by its name, in the order of the source."""
    rows = read_csv(FOLDER / "samples" / "nbs" / "goods.csv")
    return {row["good"]: row["group"] for _, row in rows}
