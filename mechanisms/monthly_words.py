"""What the analysis of a month says: headline, tiles, a paragraph for each section, notes."""

from data.monthly_settings import monthly_settings
from mechanisms.circular_tiles import change_words
from mechanisms.circular_words import short_name
from mechanisms.headlines import fitting
from mechanisms.monthly import Monthly
from mechanisms.monthly_figures import MonthFigure
from mechanisms.monthly_pulls import Movement
from mechanisms.tiles import Arrow, Tile, Tone
from metrics import growth_trend
from metrics.growth import growth_phrase, point_gap
from metrics.rounding import half_up
from metrics.wording import as_given, date_text, figure, growth, signed

MOST_TILES = 6
UP: tuple[Arrow, Tone] = ("up", "up")
DOWN: tuple[Arrow, Tone] = ("down", "down")
FLAT: tuple[Arrow, Tone] = ("off", "none")
DIRECTIONS = {"加快": UP, "回落": DOWN}


def headline(found: Monthly) -> str:
    """Return the paragraph that stands first: where growth stands, who moved it, how wide it is.

    Markdown, at most two bold passages. What makes it longer than can be read at a glance is left
    to the sections below it, the least telling first.
    """
    first, breadth = _standing(found), breadth_sentence(found.industries, "大类")
    briefly = _breadth_briefly(found.industries, "大类")
    cause, leaner = _cause(found), _cause(found, with_gap=False)
    said = (cause + breadth, cause + briefly, leaner + briefly, leaner)
    return fitting([first + text for text in said])


def _standing(found: Monthly) -> str:
    lead = found.lead
    text = f"{found.period.label}，全市{lead.indicator.name}"
    text += "" if lead.level is None else f"{_amount(lead)}，"
    text += f"同比**{growth_phrase(lead.growth)}**（{lead.indicator.growth_basis}）"
    if lead.change.points is not None:
        text += f"，比{previous_words(found)}{lead.change.text}"
    return f"{text}。"


def previous_words(found: Monthly) -> str:
    """Name the period before; that of another year in full."""
    same = found.previous.year == found.period.year
    return found.previous.short_label if same else found.previous.label


def _cause(found: Monthly, *, with_gap: bool = True) -> str:
    """Name what moved the growth most where that was computed; else who stands at the ends."""
    movement = found.industries if found.industries.is_computed else found.counties
    if not movement.is_computed:
        return range_sentence(found, with_gap=with_gap)
    falls = half_up(found.lead.growth, 1) or 0
    rows = movement.dragging if falls < 0 else movement.pulling
    word = "拖累最大的是" if falls < 0 else "拉动最大的是"
    if not rows:
        return range_sentence(found, with_gap=with_gap)
    first = rows[0]
    return f"{word}**{first.name}**（{signed(first.found.pp, 2)}个百分点）。"


def _amount(shown: MonthFigure) -> str:
    return f"{figure(shown.level, shown.indicator.decimals)}{shown.indicator.unit}"


def range_sentence(found: Monthly, *, with_gap: bool = True) -> str:
    """Say how many counties grow, and who stands at the ends; empty without figures."""
    board = found.county_board
    if board.ranked.empty:
        return ""
    first, last = board.ranked.iloc[0], board.ranked.iloc[-1]
    counted = found.counties.breadth
    gap = figure(point_gap(first["growth_pct"], last["growth_pct"]), 1)
    apart = f"，相差{gap}个百分点" if with_gap else ""
    return (
        f"{counted.known}{board.ranked_set.unit_word}中{counted.rising}个增长，"
        f"{short_name(first['region_code'])}（{growth(first['growth_pct'])}）最高，"
        f"{short_name(last['region_code'])}（{growth(last['growth_pct'])}）最低{apart}。"
    )


def _breadth_briefly(movement: Movement, word: str) -> str:
    found = movement.breadth
    if not found.known:
        return ""
    return f"{word}增长面{figure(found.rising_pct, 1)}%（{found.rising}/{found.known}）。"


def breadth_sentence(movement: Movement, word: str) -> str:
    """Say 增长面 and how many sped up; empty without figures."""
    found = movement.breadth
    if not found.known:
        return ""
    text = (
        f"{found.known}个有数的{word}中{found.rising}个增长，增长面{figure(found.rising_pct, 1)}%"
    )
    if found.paired:
        text += f"，比上期加快的{found.faster}个、放慢的{found.slower}个"
    return f"{text}。"


def peers_sentence(found: Monthly) -> str:
    """Say where the city stands among its peers, and where their figures end."""
    peers = found.peers
    if peers is None:
        return ""
    if peers.newest is None:
        return f"{peers.ranked_set.name}的数到此时没有公布，不比较。"
    ended = ""
    if peers.newest < found.period:
        ended = (
            f"{peers.ranked_set.name}的数止于{peers.newest.label}，其后未公布，不作本期比较；当期"
        )
    place = (
        ""
        if peers.place is None
        else f"本市增速{growth(peers.growth)}，在{peers.count}个市州中列第{peers.place}位"
    )
    whole = "" if peers.whole is None else f"，{peers.whole_name}{growth(peers.whole)}"
    return f"{ended}{place}{whole}。" if place else f"{ended}没有本市的数。"


def overall(found: Monthly) -> tuple[str, ...]:
    """Return the paragraphs on where the city stands."""
    texts = [headline(found).replace("**", ""), _others(found)]
    if found.industries.is_computed or found.counties.is_computed:
        texts.append(range_sentence(found))
    texts += [peers_sentence(found), _two_years(found)]
    return tuple(text for text in texts if text)


def _others(found: Monthly) -> str:
    """Say the other indicators of the circular, each with its own period where it lags."""
    said = []
    for shown in found.figures[1:]:
        when = "" if shown.period == found.period else shown.period.short_label
        text = f"{when}{shown.indicator.short_name}"
        text += "" if shown.level is None else _amount(shown)
        text += "增速未报" if shown.growth is None else f"，{growth_phrase(shown.growth)}"
        if shown.change.points is not None:
            text += f"（{shown.change.text}）"
        said.append(text)
    return f"{'；'.join(said)}。" if said else ""


def _two_years(found: Monthly) -> str:
    if found.two_years_pct is None:
        return ""
    ago = found.period.year_ago()
    average = growth_phrase(found.two_years_pct)
    return f"上年同期（{ago.short_label}）为负增长，基数低；两年平均{average}。"


def tiles(found: Monthly) -> tuple[Tile, ...]:
    """Return at most six tiles: growth of each indicator, 增长面, a landing."""
    made = [_growth_tile(found, shown) for shown in found.figures[:4] if shown.growth is not None]
    counted = found.industries.breadth
    if counted.known:
        note = f"{counted.rising}/{counted.known}个大类"
        made.append(Tile("行业增长面", figure(counted.rising_pct, 1), "%", note=note))
    ahead = next((each for each in found.outlooks if each.has_interval), None)
    if ahead is not None and ahead.landing is not None:
        low, high = figure(ahead.landing.low_80, 0), figure(ahead.landing.high_80, 0)
        name = f"{ahead.indicator.short_name}全年预计"
        made.append(
            Tile(
                name,
                figure(ahead.landing.total, 0),
                ahead.indicator.unit,
                note=f"80%：{low}—{high}",
            )
        )
    return tuple(made[:MOST_TILES])


def _growth_tile(found: Monthly, shown: MonthFigure) -> Tile:
    arrow, tone = DIRECTIONS.get(shown.change.word, FLAT)
    when = "" if shown.period == found.period else shown.period.short_label
    return Tile(
        f"{shown.indicator.short_name}增速",
        figure(shown.growth, 1),
        "%",
        change_words(shown.change),
        arrow,
        tone,
        when or "较上期",
        shown.growth_origin,
    )


def notes(found: Monthly) -> tuple[str, ...]:
    """Return what must be known beside the figures."""
    settings = monthly_settings()
    lead = found.indicator
    made = [
        f"分析日{date_text(found.question.as_of)}，只用此日及以前发布的数（{settings.judged_basis}）",
        f"{lead.name}增速按{lead.growth_basis}计算，是公布数，不能由总量推算",
        "拉动＝基期比重×本项增速，贡献率＝拉动÷总增速；各项与“其他及误差”之和等于公布的总增速",
        f"贡献率只在总增速不低于{as_given(settings.small_total_pct)}%时列出（{settings.small_total_basis}）",
        "当月数由两期累计相减，当月增速由两期公布的累计增速和上年同期总量推算，误差来自公布数的小数位",
        f"趋势线：{growth_trend.METHOD}（{settings.trend_basis}）",
    ]
    if found.assumed:
        made.append("发布日为推定")
    return tuple(made)
