"""The one-page sheet of a firm: what its card says, cut to the size of a sheet of paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mechanisms import firm_card_tables as tables
from mechanisms import firm_card_words as words
from mechanisms.firm_card import FirmCard
from mechanisms.firm_card_figures import months_up_to
from mechanisms.firm_card_trend import Trend
from mechanisms.linked_tables import Table
from metrics.wording import date_text, figure, join_names

MOST_ANOMALIES = 3
MOST_ROSTERS = 4


@dataclass(frozen=True)
class Sheet:
    """What both documents print.

    Attributes
    ----------
    tables
        Of the card, with the columns for which paper has room.
    lines
        Head and text.
    trend
        The course of the chosen column; None without a figure.
    as_of
        The day of the question, for the file itself.
    """

    title: str
    kind_label: str
    simulated: bool
    provenance: str
    identity: str
    headline: str
    tables: tuple[Table, ...]
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    trend: Trend | None
    trend_name: str
    as_of: str


def sheet(card: FirmCard) -> Sheet:
    """Return the sheet of a card."""
    return Sheet(
        title=f"企业卡：{card.described.name}",
        kind_label=card.dataset.kind_label,
        simulated=card.dataset.kind == "simulated",
        provenance=_provenance(card),
        identity=words.identity(card),
        headline=words.headline(card).replace("**", ""),
        tables=tuple(_tables(card)) if card.last_heard else (),
        lines=tuple(_lines(card)),
        notes=words.notes(card),
        trend=card.trend if card.last_heard else None,
        trend_name=words.short_name(card.line(card.chosen)) if card.lines else "",
        as_of=card.question.as_of.isoformat(),
    )


def _provenance(card: FirmCard) -> str:
    until = "" if card.published_at is None else f"数据截至：{date_text(card.published_at)}"
    parts = [
        card.dataset.name,
        card.month.label if card.month else "",
        until + ("（推定）" if card.assumed else ""),
        f"来源：{join_names(card.sources)}" if card.sources else "",
        f"时点：{date_text(card.question.as_of)}、第{card.question.vintage}版",
        card.dataset.kind_label,
    ]
    return "　".join(part for part in parts if part)


def _tables(card: FirmCard) -> Iterator[Table]:
    yield replace(tables.figures(card), reading="月末数无累计")
    if card.places:
        yield _without(tables.places(card), "下四分位", "上四分位")
    yield _without(tables.layoffs(card), "公式", "出处")


def _without(table: Table, *heads: str) -> Table:
    """Return a table without some columns."""
    kept = [place for place, column in enumerate(table.columns) if column.head not in heads]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _lines(card: FirmCard) -> Iterator[tuple[str, str]]:
    if card.last_heard is not None:
        yield from _recent(card)
        yield "异常", _anomalies(card)
        yield "贷款", _loans(card)
    yield "名单", _rosters(card)
    yield "更正", f"{len(card.revisions)}个数字" if card.revisions else "没有"


def _recent(card: FirmCard) -> Iterator[tuple[str, str]]:
    line = card.line(card.chosen)
    months = months_up_to(line.month, len(line.recent))
    told = [
        f"{month.short_label}{figure(value, line.decimals, thousands=True)}"
        f"（{figure(growth, 1) if growth is not None else '—'}）"
        for month, value, growth in zip(months, line.recent, line.growth, strict=True)
    ]
    name = words.short_name(line)
    said = f"{line.column.unit}，括号内为{words.NOMINAL}%"
    yield f"近12个月{name}", f"{said}：{join_names(told)}"


def _anomalies(card: FirmCard) -> str:
    found = card.anomalies.found if card.anomalies else ()
    if not found:
        return tables.anomalies(card).nothing.rstrip("。")
    told = [f"{each.name}（{each.reason}）" for each in found[:MOST_ANOMALIES]]
    return _and_more(told, len(found))


def _loans(card: FirmCard) -> str:
    rows = tables.loans(card).rows
    told = ["".join(cell.text for cell in row[:3]) + f"{row[3].text}万元" for row in rows[:2]]
    cases = f"收贷：{_and_more(told, len(rows))}" if rows else "没有登记收贷"
    return f"{words.balance_words(card).rstrip('。')}；{cases}"


def _rosters(card: FirmCard) -> str:
    held = card.held_rosters
    if not held:
        return "不在任何登记的名单中"
    told = [f"{each.roster}（{date_text(each.since)}列入）" for each in held[:MOST_ROSTERS]]
    return _and_more(told, len(held))


def _and_more(told: Sequence[str], count: int) -> str:
    more = f"等{count}项" if count > len(told) else ""
    return f"{'；'.join(told)}{more}"
