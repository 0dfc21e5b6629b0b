"""What the page of one target says in words: its headline and its tiles."""

from collections.abc import Iterator

from mechanisms import supervision_words
from mechanisms.supervision import Row
from mechanisms.supervision_words import amount
from mechanisms.tiles import Origin, Tile, Tone
from metrics.wording import date_text, figure, signed

MOST_TILES = 6


def lead(row: Row) -> str:
    """Return the headline: what the target demands, where it stands, what it needs."""
    verdict = row.verdict
    unit = "" if row.target.kind == "event" or verdict.actual is None else verdict.unit
    said = [
        f"{row.target.name}：目标{supervision_words.target_figure(row)}，"
        f"现为**{supervision_words.actual_figure(row)}{unit}**，{verdict.status}"
    ]
    if verdict.completion_pct is not None:
        said.append(f"完成{figure(verdict.completion_pct, 2)}%")
    if verdict.pace_gap_pp is not None:
        word = "慢" if verdict.pace_gap_pp < 0 else "快"
        said.append(f"比序时{word}{figure(abs(verdict.pace_gap_pp), 1)}个百分点")
    text = "，".join([*said, *supervision_words.landing_words(row)])
    relapse = ""
    if verdict.relapsed_on is not None:
        relapse = f"曾达到目标，{date_text(verdict.relapsed_on)}起回落。"
    overdue = "已过期限而未完成。" if verdict.overdue else ""
    return f"{text}{supervision_words.needed_words(row)}。{relapse}{overdue}"


def tiles(row: Row) -> tuple[Tile, ...]:
    """Return the tiles of one target; none as long as nothing is known of it."""
    if row.verdict.actual is None or row.target.kind == "event":
        return ()
    return tuple(_tiles(row))[:MOST_TILES]


def _tiles(row: Row) -> Iterator[Tile]:
    verdict = row.verdict
    yield _actual_tile(row)
    if verdict.completion_pct is not None:
        yield Tile("完成率", figure(verdict.completion_pct, 1), "%")
    if verdict.pace_pct is not None:
        yield _pace_tile(row)
    if verdict.required_per_month is not None:
        best = verdict.best_month_value
        note = "" if best is None else f"最好月份{amount(row, best)}"
        yield Tile("须月均", amount(row, verdict.required_per_month), verdict.unit, note=note)
    if verdict.recent_per_month is not None:
        yield Tile("近三月均", amount(row, verdict.recent_per_month), verdict.unit)
    if row.landing is not None:
        yield _landing_tile(row)


def _actual_tile(row: Row) -> Tile:
    point, at = row.deciding, row.verdict.period
    origin = Origin(point.series, point.stored) if point is not None and point.series else None
    note = "" if at is None else f"截至{at.short_label}"
    value = supervision_words.actual_figure(row)
    return Tile("已完成", value, row.verdict.unit, note=note, origin=origin)


def _pace_tile(row: Row) -> Tile:
    verdict = row.verdict
    gap = f"{signed(verdict.pace_gap_pp, 1)} 点"
    tone: Tone = "bad" if (verdict.pace_gap_pp or 0) < 0 else "good"
    return Tile("序时进度", figure(verdict.pace_pct, 1), "%", gap, "off", tone)


def _landing_tile(row: Row) -> Tile:
    landing = row.landing
    assert landing is not None  # noqa: S101 - asked for with an estimate only
    low, high = amount(row, landing.low_80), amount(row, landing.high_80)
    known = landing.low_80 == landing.low_80
    note = f"80%：{low}—{high}" if known else landing.label
    return Tile("预计到期", amount(row, landing.total), row.verdict.unit, note=note)
