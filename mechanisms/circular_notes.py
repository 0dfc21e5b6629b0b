"""The notes at the foot of a ranking: basis, rule, who computed, what is listed or absent."""

from collections.abc import Sequence
from typing import Any

from data import catalogue
from mechanisms.board_table import NOT_COMPARABLE
from mechanisms.circular import Ranking
from mechanisms.circular_words import short_name
from metrics.wording import join_names


def notes(result: Ranking) -> list[str]:
    """Return the notes at the foot: basis, rule, who computed the places, listed units."""
    made = []
    if result.whole.series.get("growth"):
        made.append(f"增速按{result.indicator.growth_basis}计算，不能由总量直接推算")
    made.append(_rule_note(result))
    if result.board.by == "growth":
        made.append(f"“比{result.whole.name}±”按公布精度相减")
    worded = result.table.loc[result.table["status"] == NOT_COMPARABLE, "region_code"]
    if len(worded):
        names = join_names(short_name(code) for code in worded)
        made.append(f"{names}本期或上年同期为亏损，不计算增速，以文字说明，不排位次")
    if not result.comparable and result.ranked["previous_place"].notna().any():
        before = result.previous.label
        made.append(f"{before}有数字的单位与本期不同，位次变化不作比较")
    if result.board.group:
        made.append("本表只在所选分组内排名，位次与全表不同")
    elif result.ranked_set.listed_note:
        made.append(result.ranked_set.listed_note)
    made += differing_notes([result])
    if result.indicator.id in {award.indicator for award in result.dataset.place_awards}:
        made.append("文件按增速名次给奖的，各期名次、奖额和与末位获奖名次的差距见“季度与年度”")
    return made + assumed_note(result)


def assumed_note(result: Ranking) -> list[str]:
    """Say on what ground the day of publication is assumed, where a source prints none."""
    if not result.assumed:
        return []
    basis = catalogue.release_calendar()[result.dataset.calendar].basis
    return [f"数据截至日为推定：{basis}"]


def rule_notes(results: Sequence[Ranking], main: Ranking) -> list[str]:
    """Return how places were taken on further boards, where otherwise than on the main one."""
    others: dict[str, list[str]] = {}
    for result in results:
        if not result.ranked.empty and result.rule != main.rule:
            way = "增速" if result.board.by == "growth" else "总量"
            others.setdefault(_rule_text(result), []).append(f"{result.indicator.short_name}{way}")
    return [f"{join_names(names)}：{text}" for text, names in others.items()]


def differing_notes(results: Sequence[Ranking]) -> list[str]:
    """Return a note for each board whose published places are not the computed ones."""
    return [
        f"▲ {result.indicator.short_name}公布位次与计算位次不一致："
        f"{join_names(_differing(result))}；表中为计算位次"
        for result in results
        if result.differs
    ]


def absent_notes(results: Sequence[Ranking]) -> list[str]:
    """Return a note for each figure of the circular that the city does not publish."""
    texts: dict[tuple[str, str], list[str]] = {}
    for result in results:
        if result.absent:
            way = "增速" if result.board.by == "growth" else "总量"
            texts.setdefault((result.indicator.name, result.absent), []).append(way)
    return [f"{name}{'、'.join(ways)}无此数据：{why}" for (name, why), ways in texts.items()]


def _rule_note(result: Ranking) -> str:
    who = "位次为本系统计算"
    compares = result.board.by == "growth" and not result.board.group
    if compares and result.table["published_place"].notna().any():
        who += "，并与公布位次逐一核对"
    return f"{_rule_text(result)}；{who}"


def _rule_text(result: Ranking) -> str:
    note = result.indicator.rank_note if result.board.by == "growth" else ""
    return result.rule.text + (f"（{note}）" if note else "")


def _differing(result: Ranking) -> list[str]:
    rows: list[Any] = list(result.table[result.table["region"].isin(result.differs)].itertuples())
    return [
        f"{short_name(row.region_code)}（计算第{row.place}位，公布第{row.published_place}位）"
        for row in rows
    ]
