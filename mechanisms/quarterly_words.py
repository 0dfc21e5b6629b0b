"""What 季度督导 says: headline, tiles, notes.

Directions follow printed figures; nothing says why.
"""

from collections.abc import Iterator, Sequence

from data import policies
from data.bulletin_states import RECORD_WORDS
from data.quarterly_settings import quarterly_settings
from mechanisms import supervision_words
from mechanisms.headlines import fitting
from mechanisms.policy_library import article_words
from mechanisms.quarterly import Quarter, UnitQuarter
from mechanisms.quarterly_tables import board_name
from mechanisms.tiles import Origin, Tile
from metrics.growth import growth_phrase
from metrics.wording import NOT_REPORTED, date_text, figure, join_names, place_change_phrase


def headline(found: Quarter) -> str:
    """Return the paragraph that can be read aloud: result, the worst, what is asked."""
    full = [_result(found), _moved(found), _targets(found), _actions(found)]
    return fitting(["".join(f"{each}。" for each in said if each) for said in (full, full[:3])])


def _result(found: Quarter) -> str:
    leading = found.leading
    name = leading.indicator.short_name
    growth = leading.whole.growth
    said = f"同比{growth_phrase(growth)}" if growth is not None else f"增速{NOT_REPORTED}"
    return f"{found.quarter.label}末{found.dataset.name}{name}**{said}**（{leading.period.label}）"


def _moved(found: Quarter) -> str:
    """Say who rose and who fell most on the leading board by growth."""
    if not found.shown:
        return "各榜没有季末的位次"
    risen, fallen = (_most(found, sign) for sign in (1, -1))
    if not risen and not fallen:
        return "各单位位次与上季末相同"
    parts = [_move_words(found, risen), _move_words(found, fallen)]
    return f"{board_name(found.lead_board.board)}榜" + "、".join(part for part in parts if part)


def _most(found: Quarter, sign: int) -> list[UnitQuarter]:
    """Return the units that gained (1) or lost (−1) most places, none if nobody did."""
    changes = {unit: (found.leading_standing(unit).change or 0) * sign for unit in found.units}
    most = max(changes.values(), default=0)
    return [unit for unit, change in changes.items() if change == most] if most > 0 else []


def _move_words(found: Quarter, units: Sequence[UnitQuarter]) -> str:
    if not units:
        return ""
    change = found.leading_standing(units[0]).change
    each = "各" if len(units) > 1 else ""
    return f"{_named(units)}{each}{place_change_phrase(change)}"


def _named(units: Sequence[UnitQuarter]) -> str:
    most = quarterly_settings().named
    names = join_names(unit.name for unit in units[:most])
    return names if len(units) <= most else f"{names}等{len(units)}个单位"


def _targets(found: Quarter) -> str:
    if found.targets is None:
        return ""
    failed = sum(each.failed for each in found.departments)
    behind = sum(each.behind for each in found.departments)
    total = len(found.targets.rows)
    if not failed and not behind:
        return f"{total}项目标没有逾期或滞后"
    return f"{total}项目标中**逾期或超限{failed}项、滞后{behind}项**"


def _actions(found: Quarter) -> str:
    counts = found.counts
    if not found.actions:
        return ""
    due = f"本季到期的督办事项{counts.due}项，按期办结{counts.closed_in_time}项"
    return f"{due}；逾期{counts.overdue}项，请责任单位说明" if counts.overdue else due


def plain_headline(found: Quarter) -> str:
    """Return the headline without marks, as it is read aloud or printed."""
    return headline(found).replace("**", "")


def tiles(found: Quarter) -> tuple[Tile, ...]:
    """Return at most six tiles."""
    return tuple(_tiles(found))


def _tiles(found: Quarter) -> Iterator[Tile]:
    leading = found.leading
    growth = leading.whole.growth
    series = leading.whole.series.get("growth", 0)
    origin = Origin(series, leading.period.code) if series and growth is not None else None
    label = f"{leading.indicator.short_name}增速"
    yield Tile(label, figure(growth, 1), "%" if growth is not None else "", origin=origin)
    yield from _move_tiles(found)
    if found.targets is not None:
        yield supervision_words.pace_tile(found.targets)
    yield _action_tile(found)
    yield _rhythm_tile(found)


def _move_tiles(found: Quarter) -> Iterator[Tile]:
    for label, sign in (("升位最多", 1), ("降位最多", -1)):
        units = _most(found, sign) if found.shown else []
        if units:
            change = found.leading_standing(units[0]).change or 0
            word = "上升" if change > 0 else "下降"
            name = units[0].name if len(units) == 1 else f"{len(units)}个单位"
            said = f"{word} {abs(change)} 位"
            tone = ("up", "up") if sign > 0 else ("down", "down")
            yield Tile(label, name, "", said, tone[0], tone[1], "比上季末")  # type: ignore[arg-type]


def _action_tile(found: Quarter) -> Tile:
    counts = found.counts
    rate = figure(counts.in_time_pct, 1) if counts.due else "—"
    late = f"■ 逾期 {counts.overdue} 项" if counts.overdue else ""
    tone = "bad" if counts.overdue else "none"
    note = f"到期 {counts.due} 项"
    return Tile("按期办结率", rate, "%" if counts.due else "", late, "off", tone, note)  # type: ignore[arg-type]


def _rhythm_tile(found: Quarter) -> Tile:
    weekly = found.rhythms[0]
    monthly = found.rhythms[1]
    note = f"月分析 {monthly.signed}/{monthly.due}"
    return Tile("已签发周研判", f"{weekly.signed}/{weekly.due}", "周", note=note)


def rhythm_words(found: Quarter) -> str:
    """Say how many records of the quarter were signed, and what supervision found this year."""
    parts = [f"{RECORD_WORDS[each.form]}{each.signed}/{each.due}期" for each in found.rhythms]
    return f"本季已签发{'、'.join(parts)}；本年已签发季度督导{found.held}次，{_findings(found)}"


def _findings(found: Quarter) -> str:
    """Say how many actions supervision gave out and how many of them are closed."""
    given = [each for each in found.findings if not each.state.void]
    if not given:
        return "尚未交办问题"
    closed = sum(not each.is_open for each in given)
    rate = figure(100 * closed / len(given), 1)
    return f"交办问题{len(given)}项，已办结{closed}项，整改率{rate}%"


def ground_words(found: Quarter) -> str:
    """Name the article that asks for this look."""
    relation, ground = quarterly_settings().ground_of(found.dataset)
    document = policies.document(ground.document)
    name = document.number or f"《{document.title}》"
    return f"{relation}{name}{article_words(ground.article)}：{ground.gist}"


def notes(found: Quarter) -> tuple[str, ...]:
    """Return the notes at the foot."""
    return tuple(_notes(found))


def _notes(found: Quarter) -> Iterator[str]:
    yield ground_words(found)
    day = date_text(found.question.as_of)
    yield f"按{day}已公布、已登记的看；{quarterly_settings().judged_basis}"
    yield "位次取当时签发的通报，没有通报的取首次公布的数；各榜、各目标并列，不合成总分"
    late = [board_name(each.board) for each in found.boards if each.period is None]
    absent = [each.board for each in found.boards if each.board.absent]
    silent = [name for name in late if name not in map(board_name, absent)]
    if silent:
        yield f"季末月没有数、不列的榜：{join_names(silent)}"
    if absent:
        yield f"本市不公布的榜：{join_names(map(board_name, absent))}"
    yield rhythm_words(found)
