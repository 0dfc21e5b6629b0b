"""What 企业透视 says in words: headline, tiles, notes."""

from mechanisms.firm_contributions import Contributions
from mechanisms.firm_drill import Drill, Line
from mechanisms.firm_pairs import SameFirms
from mechanisms.firm_releases import rule_words
from mechanisms.tiles import Arrow, CellOrigin, Tile, Tone
from metrics.growth import compare_levels
from metrics.rounding import half_up
from metrics.suppression_cells import Disclosure
from metrics.wording import date_text, figure, signed

NOMINAL = "名义同比"
WITHHELD = "保密"
OWN_ONLY = "只合计现属本县区的企业；当月在此、现属别处的另计，不含在内"
YI = 10_000
WORD_TONES: dict[str, tuple[Arrow, Tone]] = {
    "增长": ("up", "up"),
    "下降": ("down", "down"),
    "扭亏为盈": ("up", "up"),
    "减亏": ("up", "up"),
    "由盈转亏": ("down", "down"),
    "增亏": ("down", "down"),
}


def headline(drill: Drill, moved: Contributions | None) -> str:
    """Return the headline: who reported, how much, against last year, and who moved it."""
    whole, measure = drill.whole, drill.measure
    if not drill.is_exact:
        return _released_headline(drill)
    if not whole.firms:
        return f"**{drill.month.label}{drill.place_name}没有企业在面板中**。"
    text = f"{drill.month.label}{drill.place_name}{_count(whole)}"
    text += f"，{measure.short_name}**{value_text(drill, whole)}**"
    if whole.same.firms:
        change = change_words(drill, whole.same)
        text += f"；两年同月都报的{whole.same.firms:,}家{NOMINAL}**{change}**"
    return f"{text}。{_moved_words(moved)}"


def _count(whole: Line) -> str:
    unreported = whole.firms - whole.reported
    said = f"{whole.firms:,}家企业中{whole.reported:,}家已报"
    return f"{said}、{unreported:,}家未报" if unreported else f"{whole.firms:,}家企业全部已报"


def _released_headline(drill: Drill) -> str:
    if drill.release is None:
        return (
            f"**{drill.month.label}的汇总数尚未放行**：可看本县区的企业和合计；"
            "其他县区和全市的企业汇总须经业务人员放行后可看。"
        )
    whole = drill.whole
    shown = f"**{value_text(drill, whole)}**"
    hidden = sum(line.is_withheld for line in drill.lines)
    tail = f"；{hidden}个分项保密" if hidden else ""
    said = f"已放行汇总：{drill.month.label}{drill.place_name}{_count(whole)}"
    return f"{said}，{drill.measure.short_name}{shown}{tail}。其他县区的单户数据不显示。"


def value_text(drill: Drill, line: Line) -> str:
    """Print a line's value with its unit; large sums of money in 亿元."""
    if line.is_withheld:
        return WITHHELD
    measure = drill.measure
    if line.value is not None and measure.unit == "万元" and abs(line.value) >= YI:
        return f"{figure(line.value / YI, 2, thousands=True)}亿元"
    return f"{figure(line.value, measure.decimals, thousands=True)}{unit_after(line, measure.unit)}"


def unit_after(line: Line, unit: str) -> str:
    """Return the unit where there is a figure before it."""
    return "" if line.value is None else unit


def change_words(drill: Drill, same: SameFirms) -> str:
    """Say how the same firms stand against last year; of a ratio in points."""
    if drill.measure.is_ratio:
        points = change_pp(same)
        if points is None:
            return "不可比"
        word = "持平" if abs(points) < 0.05 else "提高" if points > 0 else "降低"
        return word if word == "持平" else f"{word}{figure(abs(points), 1)}个百分点"
    return compare_levels(same.now, same.base).text


def change_pp(same: SameFirms) -> float | None:
    """Return the change of a ratio in percentage points, of the printed figures."""
    now, base = half_up(same.now, 1), half_up(same.base, 1)
    return None if now is None or base is None else float(now - base)


def _moved_words(moved: Contributions | None) -> str:
    if moved is None or moved.changes.growth_pct is None:
        return ""
    said = [
        f"{words}最多的是{each.name}（{signed(each.found.pp, 1)}个百分点）"
        for words, found in (("拉动", moved.up), ("下拉", moved.down))
        for each in found[:1]
    ]
    return f"{'，'.join(said)}。" if said else ""


def tiles(drill: Drill, moved: Contributions | None) -> tuple[Tile, ...]:
    """Return at most six tiles; none where nothing may be shown."""
    whole = drill.whole
    if not whole.firms:
        return ()
    made = [_value_tile(drill), _count_tile(whole)]
    if whole.same.firms:
        made.append(_same_tile(drill))
        made.append(_diffusion_tile(whole.same))
    if moved is not None:
        made += _moved_tiles(moved)
    return tuple(made[:6])


def _value_tile(drill: Drill) -> Tile:
    whole, measure = drill.whole, drill.measure
    if whole.is_withheld:
        return Tile(measure.short_name, WITHHELD)
    in_yi = whole.value is not None and measure.unit == "万元" and abs(whole.value) >= YI
    value = whole.value / YI if in_yi and whole.value is not None else whole.value
    unit = "亿元" if in_yi else unit_after(whole, measure.unit)
    text = figure(value, 1 if in_yi else measure.decimals, thousands=True)
    note = drill.month.short_label
    return Tile(measure.short_name, text, unit, note=note, origin=_origin(drill))


def _origin(drill: Drill) -> CellOrigin | None:
    """Return the stored total behind the tile, where the place is one cell."""
    place = drill.place
    if not (drill.is_exact and place.region and place.industry):
        return None
    return CellOrigin(place.region, place.industry, drill.month.code, drill.measure.key)


def _count_tile(whole: Line) -> Tile:
    unreported = whole.firms - whole.reported
    tone: Tone = "warn" if unreported else "good"
    change = f"▲ {unreported:,} 家未报" if unreported else "● 全部已报"
    return Tile(
        "已报企业", f"{whole.reported:,}", "家", change, "off", tone, f"共{whole.firms:,}家"
    )


def _same_tile(drill: Drill) -> Tile:
    same = drill.whole.same
    note = f"同口径{same.firms:,}家"
    if drill.measure.is_ratio:
        points = change_pp(same)
        return Tile(
            "比上年同月", signed(points, 1) if points is not None else "—", "个百分点", note=note
        )
    change = compare_levels(same.now, same.base)
    arrow, tone = WORD_TONES.get(change.word, ("off", "none"))
    if change.nominal_pct is None:
        return Tile(NOMINAL, change.word, "", note, "off", tone)
    return Tile(NOMINAL, signed(change.nominal_pct, 1), "%", change.word, arrow, tone, note)


def _diffusion_tile(same: SameFirms) -> Tile:
    """Say how widely it rises: the share of rising firms less that of falling ones."""
    moved = f"升{same.rising:,} 降{same.falling:,}"
    points = same.diffusion_pp
    said = "—" if points is None else signed(points, 1)
    return Tile("扩散度", said, "个百分点", note=moved)


def _moved_tiles(moved: Contributions) -> list[Tile]:
    made = []
    for label, found, tone in (("拉动最多", moved.up, "up"), ("下拉最多", moved.down, "down")):
        for each in found[:1]:
            if each.found.pp is not None:
                said = f"{signed(each.found.pp, 1)} 个百分点"
                made.append(Tile(label, _short(each.name), "", said, "off", tone))  # type: ignore[arg-type]
    return made


LONGEST = 9


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def period_words(drill: Drill) -> str:
    """Return the period and the place for the line of provenance."""
    place = drill.place
    below = drill.place_name if place.region else drill.place_name.removeprefix(drill.dataset.name)
    return f"{drill.month.label}　{below}".rstrip("　")


def _total_words(drill: Drill) -> str:
    return OWN_ONLY if drill.own else "合计取自逐批汇总"


def notes(drill: Drill) -> tuple[str, ...]:
    """Return the notes at the foot."""
    measure = drill.measure
    said = [
        f"{measure.name}（{measure.unit}）：{measure.meaning.rstrip('。')}，由{measure.department}提供"
    ]
    if drill.is_exact:
        base = drill.base_month.label
        said.append(
            f"{_total_words(drill)}；未报不作零。{NOMINAL}由企业月报推算，只比{drill.month.label}和{base}"
            "都报了的企业，按现价，不同于公布的增速；迁移的企业按现在所在地计"
        )
        said.append("扩散度＝同口径企业中高于上年同月的家数占比减去低于的家数占比")
        said.append("拉动＝该项增减额÷同口径企业上年同月合计，各项相加等于同口径名义同比")
    else:
        said.append(f"“{WITHHELD}”：{rule_words(Disclosure())}")
        said.append(f"本县区各格：{OWN_ONLY}")
    if drill.release is not None:
        released = drill.release
        said.append(
            f"汇总数于{date_text(released.released_at.date())}放行，为数据时点{released.as_of}、"
            f"第{released.vintage}版；此后的更正在下次放行前不显示"
        )
    return tuple(said)
