"""What 稳岗用工 says in words: headline, tiles, formula, limit, year, notes."""

from collections.abc import Iterator
from decimal import Decimal

from data import layoff_methods, layoff_recognitions, policies, registers
from data.registers import RegisterEntry
from mechanisms import employment_refunds
from mechanisms.employment import Employment
from mechanisms.employment_choice import DOUBLE_HUNDRED, counted_year, default_limit, who_name
from mechanisms.employment_judging import Count
from mechanisms.employment_refunds import RefundTotal
from mechanisms.tiles import Tile, Tone
from metrics.layoff_arrays import UNSETTLED
from metrics.layoff_limits import Limit
from metrics.layoffs import Method
from metrics.wording import as_given, date_text, figure


def limit_words(limit: Limit) -> str:
    """Return a limit in words.

    Examples
    --------
    >>> from data.layoff_methods import limits
    >>> limit_words(limits()["suzhou_park_2020"])
    '1.84%（中小微5.5%，参保30人及以下20%）'
    """
    others = []
    if limit.sme_pct is not None:
        others.append(f"中小微{as_given(limit.sme_pct)}%")
    if limit.small_pct is not None:
        others.append(f"参保{limit.small_up_to}人及以下{as_given(limit.small_pct)}%")
    more = f"（{'，'.join(others)}）" if others else ""
    return f"{as_given(limit.general_pct)}%{more}"


def headline(found: Employment) -> str:
    """Return the headline: how many firms are above the limit, near it, open; what is at stake."""
    who = _who(found)
    if not found.count.firms:
        return f"**{found.facts.label}没有符合所选范围的企业**：{who_name(found.choice.who)}。"
    if not found.has_rates:
        return _recognised(found, who)
    count = found.count
    limit = f"{as_given(found.limit.general_pct)}%" if _is_single(found.limit) else ""
    text = (
        f"{found.facts.label}{who}，按“{found.method.name}”，"
        f"**{count.exceeded}家超过{limit}上限**，{count.near}家接近上限"
    )
    if count.unsettled:
        text += f"，{count.unsettled}家待核实"
    return f"{text}。{_refund_sentence(found)}"


def _is_single(limit: Limit) -> bool:
    return limit.sme_pct is None and limit.small_pct is None


def _who(found: Employment) -> str:
    text = f"{who_name(found.choice.who)}{found.count.firms:,}家"
    open_ones = _open_members(found)
    if found.choice.who == DOUBLE_HUNDRED and open_ones:
        text += f"（其中{open_ones}家是否双百待核实）"
    return text


def _open_members(found: Employment) -> int:
    if found.members is None:
        return 0
    return int((found.chosen & (found.members.codes == UNSETTLED)).sum())


def _recognised(found: Employment, who: str) -> str:
    text = (
        f"{found.facts.label}{who}，裁员率由人社部门认定，"
        f"**认定结果没有报送，全部待核实**，不以公式代替。"
    )
    named = layoff_methods.knowledge().limits[found.limit.id].methods
    others = [
        f"“{method.name}”超过上限{count.exceeded}家"
        for method, count in found.by_method
        if method.id in named and count.unsettled < count.firms
    ]
    return f"{text}可改选的公式：{'；'.join(others)}。" if others else text


def usable(found: Employment) -> tuple[str, ...]:
    """Return the ids of all methods, first those that the limit names, in its order."""
    named = layoff_methods.knowledge().limits[found.limit.id].methods
    return (*named, *(key for key in layoff_methods.methods() if key not in named))


def _refund_sentence(found: Employment) -> str:
    total = found.refund_total
    return f"返还{trial_words(found)}{refund_words(total)}。" if total.firms else ""


def trial_words(found: Employment) -> str:
    """Say that the year of the board is not the one that the refunds count; empty if it is."""
    asked = employment_refunds.limits(found.dataset.id)
    years = {counted_year(found.dataset, limit) for limit in asked}
    return "" if years <= {found.facts.year} else f"（按{found.facts.year}年试算）"


def refund_words(total: RefundTotal) -> str:
    """Say what is sure and what is possible; amounts not known are counted."""
    low, high = wan(total.low_yuan), wan(total.high_yuan)
    if not total.has_amount:
        return f"金额待核实（{total.firms}家）"
    text = f"确定{low}万元" if low == high else f"确定{low}万元，最高{high}万元"
    return text + (f"，另有{total.without_amount}家金额待核实" if total.without_amount else "")


def wan(yuan: Decimal | None) -> str:
    """Print yuan in 万元 with two decimals."""
    return figure(None if yuan is None else yuan / 10_000, 2, thousands=True)


def tiles(found: Employment) -> tuple[Tile, ...]:
    """Return the six tiles."""
    return tuple(_tiles(found))


def _tiles(found: Employment) -> Iterator[Tile]:
    count = found.count
    open_ones = _open_members(found) if found.choice.who == DOUBLE_HUNDRED else 0
    note = f"{open_ones}家是否双百待核实" if open_ones else who_name(found.choice.who)
    yield Tile("企业", f"{count.firms:,}", "家", note=note)
    if found.has_rates:
        yield _exceeded(count)
        yield Tile("接近上限", f"{count.near:,}", "家", note=_near_words())
    missing = "数据不全" if found.judged.is_computable else "没有认定裁员率"
    tone: Tone = "warn" if count.unsettled else "none"
    yield Tile("待核实", f"{count.unsettled:,}", "家", tone=tone, note=missing)
    yield from _insured(found)
    total = found.refund_total
    if total.firms:
        yield _refund_tile(total)


def _refund_tile(total: RefundTotal) -> Tile:
    if not total.has_amount:
        return Tile("返还", "待核实", note=f"{total.firms}家缺金额")
    note = f"另有{total.without_amount}家待核实" if total.without_amount else ""
    sure = f"确定 {wan(total.low_yuan)}"
    return Tile("返还最高", wan(total.high_yuan), "万元", change=sure, note=note)


def _exceeded(count: Count) -> Tile:
    share = count.exceeded_pct
    note = "" if share is None else f"占可判定的{figure(share, 1)}%"
    sign = "■ 超过上限" if count.exceeded else "● 没有超过"
    tone: Tone = "bad" if count.exceeded else "good"
    return Tile("超过上限", f"{count.exceeded:,}", "家", change=sign, tone=tone, note=note)


def _near_words() -> str:
    return f"达到上限的{as_given(layoff_methods.knowledge().near.share_pct)}%"


def _insured(found: Employment) -> Iterator[Tile]:
    table = found.facts.table
    both = found.chosen & (table.opening >= 0) & (table.closing >= 0)
    if not both.any():
        return
    closing, opening = (int(column[both].sum()) for column in (table.closing, table.opening))
    change = closing - opening
    yield Tile(
        "参保人数",
        f"{closing:,}",
        "人",
        change=f"比年初 {'+' if change > 0 else ''}{figure(change, 0, thousands=True)}",
        arrow="up" if change > 0 else "down" if change < 0 else "off",
        tone="up" if change > 0 else "down" if change < 0 else "none",
        note=f"两头都报的{int(both.sum()):,}家",
    )


def method_words(method: Method) -> str:
    """Return a method with formula and source."""
    return f"{method.name}：{method.text}（{method.source}）"


def reading_words(found: Employment) -> str:
    """Say why this method: the document's usual reading, the dataset's, or the viewer's choice."""
    entry = layoff_methods.knowledge().limits[found.limit.id]
    usual = layoff_methods.method_by_reading(found.limit.id, found.dataset.readings)
    if found.method.id != usual.id:
        return f"由使用者改选，默认为“{usual.name}”"
    if entry.switch is not None and entry.switch.id in found.dataset.readings:
        return f"本数据集选定的读法（{entry.switch.id}）"
    return "默认口径" if entry.switch is None else f"默认读法（{entry.switch.id}），可改选"


def notes(found: Employment) -> tuple[str, ...]:
    """Return the notes at the foot."""
    return tuple(_notes(found))


def _notes(found: Employment) -> Iterator[str]:
    known = layoff_methods.knowledge()
    yield f"公式 {method_words(found.method)}；{reading_words(found)}"
    yield f"上限{limit_words(found.limit)}，含本数（{found.limit.source}）；按未舍入的数比较"
    if default_limit(found.dataset) == found.limit.id == known.otherwise.limit:
        yield known.otherwise.basis
    yield "净减为负（增员）按0计；年初参保人数取上年12月末；缺数的列待核实，不按零计"
    yield "领取失业保险金人数取各月新申领之和，不含上年起连续领取的；月均缴费人数没有报送"
    if not found.facts.is_complete:
        end = f"{len(found.facts.months)}月末"
        so_far = f"年内至今：以{end}代替12月末，月均为各月平均"
        opens = "返还条件待核实" if found.judged.is_computable else "返还按人社部门认定判断"
        yield f"{so_far}，不是全年裁员率；全年结束前{opens}"
    yield from _recognition_notes(found)
    yield f"{known.near.basis}；分组界{known.classes.basis}"
    if found.members is not None:
        yield f"双百工业企业：{found.members.text}"
    yield from _refund_notes(found)


def recognition_words(entry: RegisterEntry) -> str:
    """Say what an entry recognises: firm, year, rate, day, document."""
    year, pct = layoff_recognitions.year_of(entry), entry.amount("rate_pct")
    rate = "" if pct is None else f"{as_given(pct)}%"
    document = f"，{entry.text('evidence')}" if entry.text("evidence") else ""
    firm, day = entry.text("firm"), date_text(entry.day)
    return f"{firm}{year}年裁员率，人社部门认定{rate}（{day}认定{document}）"


def _recognition_notes(found: Employment) -> Iterator[str]:
    register = registers.register(layoff_recognitions.REGISTER)
    year = found.facts.year
    if not found.judged.is_computable:
        count = int((found.judged.rate.known & found.chosen).sum())
        said = f"{year}年裁员率由{register.supplier}认定报送{count:,}家，其余待核实，不以公式代替"
        yield f"{said}；可在“数据入库”上传裁员率认定"
    if found.unmatched:
        yield f"{year}年裁员率认定有{len(found.unmatched)}条没有采用，见“没有采用的认定”"


def _refund_notes(found: Employment) -> Iterator[str]:
    if not found.refund_total.firms:
        return
    months = "、".join(f"{month[:4]}年{int(month[5:])}月" for month in found.known.paid)
    if trial_words(found):
        asked = employment_refunds.limits(found.dataset.id)
        years = sorted({counted_year(found.dataset, limit) for limit in asked})
        counted = "、".join(f"{year}年" for year in years)
        yield f"返还的政策年度为{counted}，现按所选的{found.facts.year}年裁员率试算，不是结论"
    yield "返还各按自己文件的上限判断；与所选上限不同的，用该上限的默认口径"
    if months:
        yield f"返还基数取{months}入库的实缴社保费（单位缴纳部分，所属期为上月，不含补缴）"
    yield "互斥的返还只享一项，取高的一项；县（市）参照执行的由当地定，不出金额"
    for key in found.dataset.documents:
        document = policies.document(key)
        if document.status == "draft_for_comment":
            yield f"《{document.title}》为征求意见稿，结果只作测算，不作兑付依据"
