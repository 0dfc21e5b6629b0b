"""What the page of one target says in words: its headline and its tiles."""

from collections.abc import Iterator

from mechanisms import supervision_words
from mechanisms.supervision import FAILED, SILENT, Row
from mechanisms.supervision_words import amount
from mechanisms.tiles import Origin, Tile, Tone
from metrics.targets import Lamp, State
from metrics.wording import date_text, figure, likelihood

MOST_TILES = 6
STATES = ("growth", "ratio", "relative", "stock", "reduction")
LAMP_TONES: dict[Lamp, Tone] = {Lamp.ON_PACE: "good", Lamp.BEHIND: "warn", Lamp.FAR_BEHIND: "bad"}


def lead(row: Row) -> str:
    """Return the headline: what the target demands, where it stands, what it needs."""
    verdict = row.verdict
    said = [f"{row.target.name}：{_demand(row)}"]
    if verdict.actual is not None or verdict.status == State.NOT_REPORTED:
        said.append(_standing(row))
    if verdict.status not in UNJUDGED:
        said.append(str(verdict.status))
    if verdict.completion_pct is not None and row.target.kind != "event":
        said.append(f"完成率{supervision_words.completion_words(verdict)}%")
    if verdict.pace_gap_pp is not None and verdict.lamp:
        word = "慢" if verdict.pace_gap_pp < 0 else "快"
        said.append(f"比序时{word}{figure(abs(verdict.pace_gap_pp), 1)}个百分点")
    text = "，".join([*said, *supervision_words.landing_words(row)])
    return f"{text}{supervision_words.needed_words(row)}。{_relapse(row)}{_asked(row)}"


UNJUDGED = (
    State.DIRECTION_ONLY,
    State.NO_VALUE,
    State.NOT_REPORTED,
    State.AWAITING_REFERENCE,
)
"""States that the demand or the figure already says."""


def _demand(row: Row) -> str:
    if row.verdict.status == State.NO_VALUE:
        return "文件没有给数，本市尚未录入目标"
    wanted = supervision_words.target_figure(row)
    return "文件没有给数，只看方向" if wanted == "只看方向" else f"目标{wanted}"


def _standing(row: Row) -> str:
    unit = "" if row.target.kind == "event" or row.verdict.actual is None else row.verdict.unit
    return f"现为**{supervision_words.actual_figure(row)}{unit}**"


def _relapse(row: Row) -> str:
    day = row.verdict.relapsed_on
    return "" if day is None else f"曾达到目标，{date_text(day)}起回落。"


def _asked(row: Row) -> str:
    """Say what is asked of a target that has failed or is silent."""
    return supervision_words.to_do(row) if row.verdict.status in (*FAILED, *SILENT) else ""


def tiles(row: Row) -> tuple[Tile, ...]:
    """Return the tiles of one target; none as long as nothing is known of it."""
    if row.verdict.actual is None or row.target.kind == "event":
        return ()
    return tuple(_tiles(row))[:MOST_TILES]


def _tiles(row: Row) -> Iterator[Tile]:
    verdict = row.verdict
    yield _actual_tile(row)
    if verdict.completion_pct is not None:
        yield Tile("完成率", supervision_words.completion_words(verdict), "%")
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
    return Tile(_actual_name(row), value, row.verdict.unit, note=note, origin=origin)


def _actual_name(row: Row) -> str:
    """Name the figure: what must not happen is not done, and a state is no amount."""
    if row.target.kind == "prohibition":
        return "已发生"
    is_state = row.verdict.status == State.DIRECTION_ONLY or row.target.kind in STATES
    return "现状" if is_state else "已完成"


def _pace_tile(row: Row) -> Tile:
    verdict = row.verdict
    gap, lamp = verdict.pace_gap_pp, verdict.lamp
    word = "" if gap is None else f"{'慢' if gap < 0 else '快'} {figure(abs(gap), 1)} 个百分点"
    sign = f"{supervision_words.LAMP_SIGNS[lamp]} " if lamp else ""
    tone = LAMP_TONES.get(lamp, "none")
    return Tile("序时进度", figure(verdict.pace_pct, 1), "%", f"{sign}{word}", "off", tone)


def _landing_tile(row: Row) -> Tile:
    landing = row.landing
    assert landing is not None  # noqa: S101 - asked for with an estimate only
    low, high = amount(row, landing.low_80), amount(row, landing.high_80)
    known = landing.low_80 == landing.low_80
    note = f"80%：{low}—{high}" if known else landing.label
    return Tile("预计到期", amount(row, landing.total), row.verdict.unit, note=note)


def course_words(row: Row) -> str:
    """Say by what the course is reckoned, and what a usual year would have done by now."""
    verdict = row.verdict
    if not verdict.pace_basis or verdict.seasonal_pct is None:
        return verdict.pace_basis
    usual = figure(verdict.seasonal_pct, 2)
    return (
        f"{verdict.pace_basis}；按{verdict.seasonal_basis}各月分布，此时应完成{usual}%"
        "（季节序时，只供对照，不影响进度灯）"
    )


def landing_words(row: Row) -> str:
    """Say where the target is expected to end: method, interval, likelihood, measured error."""
    found = row.landing
    if found is None:
        return ""
    said = [f"{amount(row, found.total)}{row.verdict.unit}（{found.label}）"]
    if found.low_80 == found.low_80:
        said.append(f"80%区间{amount(row, found.low_80)}—{amount(row, found.high_80)}")
        if row.verdict.target is not None:
            chance = found.probability(float(row.verdict.target))
            said.append(f"达到目标的可能{likelihood(chance)}")
    return "；".join([*said, *(text for text in (found.note, found.backtest_note) if text)])
