"""What the year's places and the awards by place say."""

from collections.abc import Iterator

from data import policies
from mechanisms.growth_awards import AwardPeriod, GrowthAwards
from mechanisms.policy_library import article_words
from mechanisms.quarterly_tables import YUAN_A_WAN, board_name
from mechanisms.year_places import BoardYear, YearPlaces
from metrics.wording import figure, join_names


def year_headline(found: YearPlaces) -> str:
    """Say which boards have come how far, who leads each now, and what rests on circulars."""
    held = [board for board in found.boards if board.months]
    if not held:
        return f"**{found.year}年没有可以排位的数**。"
    leaders = "；".join(_leader(board) for board in held if board.board.by == "growth")
    until = "全年各榜已到12月" if found.is_whole else "全年尚未结束，各榜到最新一期"
    issued = sum(board.issued for board in held)
    months = sum(len(board.months) for board in held)
    return f"**{found.year}年{until}**。{leaders}。{months}个榜次中{issued}个按签发的通报。"


def _leader(board: BoardYear) -> str:
    first = [unit.name for unit in board.units if unit.places and unit.places[-1] == 1]
    label = board.months[-1].period.short_label
    return f"{board_name(board)}{label}首位{join_names(first) or '空缺'}"


def year_notes(found: YearPlaces) -> tuple[str, ...]:
    """Return the notes at the foot of the year's places."""
    return tuple(_year_notes(found))


def _year_notes(found: YearPlaces) -> Iterator[str]:
    yield (
        "漯政〔2015〕29号第10条要求年底按实绩考核，没有给出合分办法："
        "各榜名次与目标完成情况并列，不合成总分"
    )
    yield (
        "各月位次取该月有效通报所印的位次，点位次看通报；没有通报的，取该月的数首次公布齐全"
        "当日所排的位次，点位次看当日的排名；—为未报或增速为文字（如扭亏为盈），不排位"
    )
    if absent := [board_name(board) for board in found.boards if board.absent]:
        yield f"本市不公布的榜：{join_names(absent)}"


def awards_headline(found: GrowthAwards) -> str:
    """Say of each period who gets what, what is shared and what is open."""
    said = "".join(f"{_period_words(period)}。" for period in found.periods)
    return said if found.is_in_force else f"{said}**该规则在业务日期尚未生效或已过期**。"


def _period_words(period: AwardPeriod) -> str:
    label = period.period.label
    if not period.is_known:
        return f"{label}尚无数据"
    if period.open:
        names = join_names(row.name for row in period.rows if row.award.growth is None)
        return f"{label}{names}未报，**位次未定**"
    if not period.paid:
        return f"**{label}没有单位符合**：增速都不高于0"
    names = "、".join(f"{row.name}{_wan(row.award.amount_yuan)}万元" for row in period.paid)
    tied = "；**并列的金额由人工确定**" if period.tied else ""
    return f"{label}{names}{tied}"


def _wan(amount: object) -> str:
    return figure(None if amount is None else float(str(amount)) / YUAN_A_WAN, 0)


def awards_notes(found: GrowthAwards) -> tuple[str, ...]:
    """Return the notes at the foot of the awards."""
    rule = found.rule
    document = policies.document(rule.document)
    name = document.number or f"《{document.title}》"
    texts = [f"依据{name}{article_words(rule.article)}：{rule.gist}", f"读法：{rule.reading}"]
    return (*texts, *(f"另一种读法：{other}" for other in rule.alternatives))
