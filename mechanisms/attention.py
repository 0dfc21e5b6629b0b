"""What needs attention by published figures: decliners, falls in place, silence, disagreement."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mechanisms.circular import Ranking
from mechanisms.circular_words import some_names
from metrics.checks import Outcome
from metrics.growth import growth_phrase
from metrics.rounding import half_up
from metrics.wording import GROWTH_DECIMALS


@dataclass(frozen=True)
class Attention:
    """Something to look at: who, the figure that says why, and the board where it stands."""

    subject: str
    text: str
    indicator: str
    period: str


def attention(results: Iterable[Ranking], own: tuple[str, ...] | None) -> Iterator[Attention]:
    """Yield what stands out on the growth boards of a circular, board after board.

    Parameters
    ----------
    results
        Growth boards; a board without ranked units yields nothing.
    own
        Regions of a scoped viewer: only their rows are yielded; None is everybody's.
    """
    for result in results:
        rows: list[dict[Any, Any]] = result.table[result.table["competes"]].to_dict("records")
        mine = [row for row in rows if own is None or row["region_code"] in own]
        yield from _of_units(result, mine, alone=own is not None)
        if own is None and not result.ranked.empty:
            yield from _of_board(result)


def declines(growth_pct: float) -> bool:
    """Say whether a growth is negative as printed; −0.04 prints as 0.0 and is not."""
    printed = half_up(growth_pct, GROWTH_DECIMALS)
    return printed is not None and printed < 0


def _of_units(result: Ranking, rows: list[dict[Any, Any]], *, alone: bool) -> Iterator[Attention]:
    for row in rows:
        reasons = list(_reasons(result, row, alone=alone))
        if reasons:
            yield _item(result, some_names([str(row["region_code"])]), "，".join(reasons))


def _reasons(result: Ranking, row: dict[Any, Any], *, alone: bool) -> Iterator[str]:
    if alone and row["status"] == "not_reported":  # to everybody it is said once for the board
        yield "未报"
    limit = result.dataset.checks.attention_place_fall
    if declines(row["growth_pct"]):
        yield growth_phrase(row["growth_pct"])
    if pd.notna(row["place_change"]) and row["place_change"] <= -limit:
        yield f"由第{row['previous_place']}位降到第{row['place']}位"


def _of_board(result: Ranking) -> Iterator[Attention]:
    silent = result.table.loc[result.table["status"] == "not_reported", "region_code"]
    if len(silent):
        yield _item(result, some_names(silent.tolist()), "未报")
    differing = result.table[result.table["region"].isin(result.differs)]["region_code"]
    if len(differing):
        yield _item(result, some_names(differing.tolist()), "公布位次与计算位次不一致")
    for finding in result.findings:
        if finding.outcome is Outcome.DIFFERS:
            yield _item(result, finding.check, finding.text)


def _item(result: Ranking, subject: str, reason: str) -> Attention:
    text = f"{result.period.short_label}{result.indicator.short_name}：{reason}"
    return Attention(subject, text, result.indicator.id, f"{result.period.end:%Y-%m}")
