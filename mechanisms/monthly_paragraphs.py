"""A paragraph for each section of the analysis of a month, every figure from the result object."""

from collections.abc import Sequence

from data.monthly_settings import monthly_settings
from mechanisms.monthly import Monthly
from mechanisms.monthly_outlook import Outlook
from mechanisms.monthly_pulls import Movement, PartRow
from mechanisms.monthly_trends import SeasonalLine
from mechanisms.monthly_words import breadth_sentence
from metrics.growth import growth_phrase
from metrics.wording import as_given, date_text, figure, growth, join_names, signed

NAMED_IN_TEXT = 3


def movement_paragraph(movement: Movement) -> str:
    """Say who moved the growth: 拉动, 贡献率 where it means something, and the residual."""
    name = {"county": "分县区", "industry": "分行业"}[movement.parts]
    if not movement.is_computed:
        ends = ends_sentence(movement) if movement.parts == "county" else ""
        return f"{name}：{movement.reason}拉动和贡献率。{ends}"
    pulls = movement.pulls
    text = f"{name}按{movement.base}计算"
    if movement.pulling:
        text += f"，拉动最大的是{_list(movement.pulling)}"
    if movement.dragging:
        text += f"，下拉最大的是{_list(movement.dragging)}"
    text += f"；各项合计{signed(pulls.sum_pp, 2)}个百分点"
    if pulls.residual_pp is not None:
        text += f"，其他及误差{signed(pulls.residual_pp, 2)}个百分点"
    if not pulls.has_shares:
        text += f"。{without_shares(movement)}"
    return f"{text}。{_missing(movement)}"


def without_shares(movement: Movement) -> str:
    """Say why there is no 贡献率."""
    total = movement.pulls.total_pct
    if total is None:
        return "总增速未公布，只列拉动，不列贡献率"
    if total < 0:
        return "总增速为负，只列拉动，不列贡献率"
    limit = as_given(monthly_settings().small_total_pct)
    return f"总增速不到{limit}%，只列拉动，不列贡献率"


def _list(rows: Sequence[PartRow]) -> str:
    return join_names(_part(row) for row in rows[:NAMED_IN_TEXT])


def _part(row: PartRow) -> str:
    share = row.found.contribution_pct
    text = f"{row.name}（{signed(row.found.pp, 2)}个百分点"
    return f"{text}，贡献率{figure(share, 1)}%）" if share is not None else f"{text}）"


def _missing(movement: Movement) -> str:
    names = {row.key: row.name for row in movement.rows}
    said = []
    if movement.pulls.silent:
        said.append(f"{join_names(names[key] for key in movement.pulls.silent)}有权数而增速未报")
    if movement.pulls.unweighted:
        said.append(f"{join_names(names[key] for key in movement.pulls.unweighted)}没有权数")
    return f"{'；'.join(said)}，计入其他及误差。" if said else ""


def ends_sentence(movement: Movement) -> str:
    """Name the fastest and the slowest parts; empty without figures."""
    rows = movement.known
    if len(rows) <= NAMED_IN_TEXT:
        return ""
    fast, slow = rows[:NAMED_IN_TEXT], rows[-NAMED_IN_TEXT:][::-1]

    def said(chosen: Sequence[PartRow]) -> str:
        return join_names(f"{row.name}（{growth(row.found.growth_pct)}）" for row in chosen)

    return f"增速最高的是{said(fast)}，最低的是{said(slow)}。"


def industries_paragraph(found: Monthly) -> str:
    """Say 增长面, diffusion with the number of divisions, and who stands at the ends."""
    movement = found.industries
    counted = movement.breadth
    if not counted.known:
        return f"{found.period.label}没有分行业增速，由统计局提供。"
    absent = movement.dictionary - counted.known
    text = breadth_sentence(movement, "大类").rstrip("。")
    text += f"；扩散指数{figure(counted.diffusion_pct, 1)}（n＝{counted.known}）"
    if absent:
        text += f"，国民经济行业分类{movement.dictionary}个大类中{absent}个本市没有数"
    return f"{text}。{ends_sentence(movement)}"


def trend_paragraph(found: Monthly) -> str:
    """Say what is behind the noise: the adjusted month, or why it cannot be had."""
    line = lead_line(found)
    name = found.indicator.short_name
    if line is None:
        reason = found.dataset.why_absent(found.indicator.id, "level")
        why = f"（{reason}）" if reason else ""
        return f"{name}没有总量{why}，不能作季节调整，只看增速的走向。"
    if not line.found.is_adjusted:
        return f"{name}{line.found.method}；只看增速的走向。"
    month = _month_words(line)
    change = line.month_change_pct
    moved = "" if change is None else f"，季节调整后环比{growth_phrase(change)}"
    festival = f"；{line.found.festival_words}" if line.found.festival_words else ""
    return f"{month}{name}（推算当月）{moved.lstrip('，')}，质量：{line.light}{festival}。"


def _month_words(line: SeasonalLine) -> str:
    last = line.periods[-1]
    joint = line.derived and not line.indicator.has_january and last.end.month == 2
    return "1—2月" if joint else f"{last.end.month}月"


def lead_line(found: Monthly) -> SeasonalLine | None:
    """Return the seasonal adjustment of the leading indicator; None where no level is known."""
    return next((each for each in found.seasonal if each.indicator.id == found.indicator.id), None)


def shown_line(found: Monthly) -> SeasonalLine | None:
    """Return the adjusted series to be drawn: the leading one, otherwise the first adjusted."""
    lead = lead_line(found)
    if lead is not None and lead.found.is_adjusted:
        return lead
    return next((each for each in found.seasonal if each.found.is_adjusted), None)


def outlook_paragraphs(found: Monthly) -> tuple[str, ...]:
    """Say where each indicator's year is heading, or why that is not estimated."""
    made = [outlook_sentence(each) for each in found.outlooks if each.landing is not None]
    without = [each for each in found.outlooks if each.landing is None]
    for reason in dict.fromkeys(each.reason for each in without):
        names = join_names(e.indicator.short_name for e in without if e.reason == reason)
        made.append(f"{names}：{reason}。")
    return tuple(made)


def outlook_sentence(shown: Outlook) -> str:
    """Say the estimate with its interval, how it was made, and last year's total beside it."""
    landing = shown.landing
    assert landing is not None and shown.period is not None  # noqa: S101 - asked for only then
    unit, name = shown.indicator.unit, shown.indicator.short_name
    text = f"{name}预计全年{figure(landing.total, 1)}{unit}"
    if shown.has_interval:
        text += f"（80%区间{figure(landing.low_80, 1)}—{figure(landing.high_80, 1)}{unit}）"
    if shown.nominal_pct is not None:
        text += f"，比上年全年名义{growth_phrase(shown.nominal_pct)}"
    elif shown.last_year is not None:
        last_year = f"上年全年公布{figure(shown.last_year, 1)}{unit}"
        text += f"；{last_year}（增速按{shown.indicator.growth_basis}，两个总量不相比）"
    return f"{text}。"


def quality_paragraphs(found: Monthly) -> tuple[str, ...]:
    """Say what is missing, late, disagreeing and revised."""
    quality = found.quality
    made = [
        f"{each.period.short_label}{each.indicator.short_name}未报：{join_names(each.units)}。"
        for each in quality.silences
    ]
    made += [
        f"{indicator.short_name}到分析日只有{period.short_label}的数。"
        for indicator, period in quality.late
    ]
    made += [f"{i.short_name}{f.check}不符：{f.text}。" for i, f in quality.doubtful]
    count = len(quality.revisions)
    since = date_text(quality.since)
    said = f"有{count}个以前各期的数作了修订" if count else "没有以前各期的数修订"
    return (*made, f"上次分析（{since}）以来{said}。")


def departments_paragraph(found: Monthly) -> str:
    """Say how many departments have delivered, and who has not."""
    asked = [each for each in found.departments if each.asked]
    whole = [each for each in asked if not each.lacking]
    text = f"应交数的{len(asked)}个部门中{len(whole)}个已交齐"
    lacking = [
        f"{each.department.name}缺{join_names(each.lacking)}" for each in asked if each.lacking
    ]
    if lacking:
        text += f"；{'；'.join(lacking)}"
    absent = [each.department.name for each in found.departments if not each.asked]
    if absent:
        text += f"；{join_names(absent)}的数没有接入"
    return f"{text}。"
