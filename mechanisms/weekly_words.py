"""What the weekly judgement says: headline, tiles, notes.

Every word of direction follows a printed figure; nothing says why.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from data.weekly_settings import WeeklyMeasure, weekly_settings
from mechanisms.headlines import fitting
from mechanisms.tiles import Arrow, Tile, Tone
from mechanisms.weekly import Weekly
from mechanisms.weekly_lines import Change, CountyWeek, WeekLine
from metrics.growth import UNCHANGED, growth_phrase
from metrics.rounding import half_up
from metrics.wording import NOT_REPORTED, date_text, figure, join_names, signed

MOST_NAMED_RISES = 2
NAMED = 3
"""How many counties a sentence names; the others are counted."""
CHART_WEEKS = 12
_MOST_PARTS = 3


def value_words(measure: WeeklyMeasure, value: Decimal | None) -> str:
    """Print a figure with its unit."""
    text = figure(value, measure.decimals)
    return text if text == NOT_REPORTED else f"{text}{measure.unit}"


def change_words(measure: WeeklyMeasure, change: Change) -> str:
    """Say a change as a report does; empty where there is nothing to compare with."""
    if measure.compared == "difference":
        return _difference_words(measure, change.difference)
    return "" if change.pct is None else growth_phrase(change.pct)


def _difference_words(measure: WeeklyMeasure, difference: Decimal | None) -> str:
    if difference is None:
        return ""
    if difference == 0:
        return UNCHANGED
    word = "增加" if difference > 0 else "减少"
    return f"{word}{figure(abs(difference), measure.decimals)}{measure.unit}"


def printed_change(measure: WeeklyMeasure, change: Change) -> Decimal | None:
    """Return a change as it is printed, with its sign; None where there is none."""
    if measure.compared == "difference":
        return change.difference
    return half_up(change.pct, 1)


def year_words(found: Weekly) -> str:
    """Name what last year's figure is."""
    return "上年同期（按春节对齐）" if found.is_lunar else "上年同期（52周前）"


def headline(found: Weekly) -> str:
    """Return the paragraph that can be read aloud: result, what stands out, what is asked.

    What makes it longer than can be read aloud is left to the tables below it, the least telling
    first: which figure fell most, where the rise beside lies, the measure beside itself.
    """
    if found.lead is None:
        return _without_figures(found)
    said = [_paragraph(found, found.lead, parts) for parts in range(_MOST_PARTS, -1, -1)]
    return fitting(said)


def _paragraph(found: Weekly, lead: WeekLine, parts: int) -> str:
    sentences = [_result(found, lead), _standing_out(found, parts), asked(found)]
    return "".join(f"{each}。" for each in sentences if each)


def _without_figures(found: Weekly) -> str:
    return (
        f"**{found.dataset.name}没有周度数据**：用电、开工、订单等周报尚未接入，"
        f"{found.week.short_label}只列预警和成本一侧的国家公布价格。"
    )


def _result(found: Weekly, lead: WeekLine) -> str:
    measure, whole = lead.measure, lead.whole
    text = f"{found.week.short_label}{measure.name}**{value_words(measure, whole.value)}"
    if whole.value is None:
        return f"{text}**"
    year = change_words(measure, whole.year)
    compared = f"，比{year_words(found)}{year}" if year else ""
    week = change_words(measure, whole.week)
    return f"{text}{compared}**" + (f"，比上周{week}" if week else "")


def _standing_out(found: Weekly, parts: int) -> str:
    """Say how many firms stand still, where they were added, and which figure fell most.

    Parameters
    ----------
    parts
        How much of it: 0 nothing, 1 the measure beside, 2 with the places, 3 with the fall.
    """
    said = [_beside_words(found, with_places=parts > 1)] if parts else []
    said += [_worst_words(found)] if parts == _MOST_PARTS else []
    return "；".join(each for each in said if each)


def _beside_words(found: Weekly, *, with_places: bool) -> str:
    beside = found.line(weekly_settings().beside)
    if beside is None or beside.whole.value is None:
        return ""
    text = f"{beside.measure.name}**{value_words(beside.measure, beside.whole.value)}**"
    week = change_words(beside.measure, beside.whole.week)
    places = most_added(found) if with_places else ""
    return text + (f"，比上周{week}{places}" if week else "")


def _worst_words(found: Weekly) -> str:
    worst = worst_line(found)
    if worst is None:
        return ""
    change = change_words(worst.measure, worst.whole.week)
    return f"其余各项（按百分比）比上周降幅最大的是{worst.measure.name}，{change}"


def most_added(found: Weekly) -> str:
    """Name the counties where the measure beside rose most within the week; empty where none."""
    measure = weekly_settings().measure(weekly_settings().beside)
    risen = sorted(
        (each for each in found.counties if (each.beside.week.difference or 0) > 0),
        key=lambda each: -(each.beside.week.difference or 0),
    )[:MOST_NAMED_RISES]
    beside = found.line(measure.id)
    if beside is None or (beside.whole.week.difference or 0) <= 0 or not risen:
        return ""
    said = join_names(
        f"{each.name}{figure(each.beside.week.difference, measure.decimals)}{measure.unit}"
        for each in risen
    )
    return f"，增加最多的是{said}"


def worst_line(found: Weekly) -> WeekLine | None:
    """Return the line that fell most against the week before; None where none fell."""
    fallen = [
        (printed, line)
        for line in found.lines
        if line.measure.compared == "pct" and line.measure.id != weekly_settings().lead
        if (printed := printed_change(line.measure, line.whole.week)) is not None and printed < 0
    ]
    return min(fallen, key=lambda pair: pair[0])[1] if fallen else None


def falling_counties(found: Weekly) -> list[CountyWeek]:
    """Return the counties whose leading measure has fallen long enough, the longest first."""
    least = weekly_settings().falling_weeks
    falling = [county for county in found.counties if county.falling >= least]
    return sorted(falling, key=lambda county: -county.falling)


def silent_counties(found: Weekly) -> list[CountyWeek]:
    """Return the counties that left something unreported."""
    return [county for county in found.counties if county.unreported]


def asked(found: Weekly) -> str:
    """Say what is asked of whom; empty for nothing."""
    parts = []
    if silent := silent_counties(found):
        first = silent[0]
        what = join_names(first.unreported) if len(silent) == 1 else "未报的数"
        parts.append(f"请{_names(silent)}补报{what}")
    if falling := falling_counties(found):
        least = weekly_settings().falling_weeks
        parts.append(f"请核实{_names(falling)}用电连续{least}周以上同比下降的情况")
    return "；".join(parts)


def county_sentence(found: Weekly) -> str:
    """Say how many counties rose and fell against last year, and who did not report."""
    measure = weekly_settings().measure(weekly_settings().lead)
    growths = [half_up(county.lead.year.pct, 1) for county in found.counties]
    known = [each for each in growths if each is not None]
    silent = silent_counties(found)
    parts = []
    if known:
        risen, fallen = sum(each > 0 for each in known), sum(each < 0 for each in known)
        counts = [(risen, "增长"), (fallen, "下降"), (len(known) - risen - fallen, UNCHANGED)]
        said = join_names(f"{count}个{word}" for count, word in counts if count)
        parts.append(f"可比的{len(known)}个县（市、区）中，{measure.name}同比{said}")
    if falling := falling_counties(found):
        listed = join_names(f"{each.name}（{each.falling}周）" for each in falling)
        parts.append(f"连续同比下降的有{listed}")
    if silent:
        listed = join_names(f"{each.name}（{join_names(each.unreported)}）" for each in silent)
        parts.append(f"未报的有{listed}")
    return f"{'；'.join(parts)}。" if parts else "没有可比的县（市、区）数据。"


def _names(counties: Sequence[CountyWeek]) -> str:
    named = join_names(county.name for county in counties[:NAMED])
    more = len(counties) - NAMED
    return f"{named}等{len(counties)}个县（市、区）" if more > 0 else named


def plain_headline(found: Weekly) -> str:
    """Return the headline without marks, as it is read aloud or printed."""
    return headline(found).replace("**", "")


def tiles(found: Weekly) -> tuple[Tile, ...]:
    """Return at most six tiles: against last year, and in the note against last week."""
    return tuple(_tile(found, line) for line in found.tile_lines)


def _tile(found: Weekly, line: WeekLine) -> Tile:
    measure, whole = line.measure, line.whole
    printed = printed_change(measure, whole.year)
    words = change_words(measure, whole.year)
    return Tile(
        measure.name,
        figure(whole.value, measure.decimals, thousands=True),
        measure.unit if whole.value is not None else "",
        _spaced(words),
        _arrow(printed),
        _tone(found, measure, printed),
        _tile_note(found, line),
        whole.origin,
        tuple(_chart_value(point.value) for point in line.course[-CHART_WEEKS:]),
    )


def _chart_value(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _spaced(words: str) -> str:
    """Part the word from the figure, as tiles print it."""
    at = next((place for place, sign in enumerate(words) if sign.isdigit()), len(words))
    return f"{words[:at]} {words[at:]}" if 0 < at < len(words) else words


def _arrow(printed: Decimal | None) -> Arrow:
    if not printed:
        return "off"
    return "up" if printed > 0 else "down"


def _tone(found: Weekly, measure: WeeklyMeasure, printed: Decimal | None) -> Tone:
    if not printed:
        return "none"
    upward = found.dataset.indicator(measure.indicator).direction == "up"
    return "up" if (printed > 0) is upward else "down"


def _tile_note(found: Weekly, line: WeekLine) -> str:
    year = "同比" if printed_change(line.measure, line.whole.year) is not None else "无上年同期"
    week = _week_note(line)
    silent = f"；未报{len(line.unreported)}县" if line.unreported else ""
    return f"{year}；{week}{silent}"


def _week_note(line: WeekLine) -> str:
    printed = printed_change(line.measure, line.whole.week)
    if printed is None:
        return "无上周数"
    if line.measure.compared == "pct":
        return f"比上周 {signed(printed, 1)}%"
    return f"比上周 {signed(printed, line.measure.decimals)}"


def notes(found: Weekly) -> tuple[str, ...]:
    """Return the notes at the foot: how weeks are compared, what is ours, what is missing."""
    settings = weekly_settings()
    texts = [
        f"本周按{date_text(found.question.as_of)}（研判日）已发布的数看，此后发布和更正的不在内；"
        f"{settings.judged_basis}"
    ]
    if found.lines:
        texts += _comparison_notes(found)
    return tuple(texts)


def _comparison_notes(found: Weekly) -> Iterator[str]:
    settings = weekly_settings()
    if found.is_lunar:
        yield (
            "上年同期按春节对齐：取上年距除夕天数相同的七天，跨两周时按天数折算；"
            "节前节后停工不作为异常"
        )
    else:
        yield "离春节较远，上年同期取52周前的一周"
    yield "周报为现价或数量，没有公布的增速；同比、比上周均由周报推算，与月度公布增速不可混用"
    yield "全市数照周报所报，不由县（市、区）相加；未报的不作零，不参与比较"
    yield f"用电只作本地前后比较，不作县（市、区）间排名；{settings.falling_basis}"
