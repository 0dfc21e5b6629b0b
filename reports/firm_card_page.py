"""企业卡 as one HTML file: for the phone, for mail, for one sheet of A4; nothing is loaded."""

from collections.abc import Iterator
from html import escape

from mechanisms import firm_card_sheet
from mechanisms.firm_card import FirmCard
from mechanisms.firm_card_sheet import Sheet
from mechanisms.firm_card_trend import Trend
from mechanisms.linked_tables import Cell, Table
from metrics.wording import NOT_REPORTED, figure
from reports.printable import printable

NOTHING_LOADED = "default-src 'none'; style-src 'unsafe-inline'"
WIDE, HIGH, FOOT = 720, 120, 16
"""Size of the picture and the room for its labels, in its own units."""
_STYLE = """
:root{--ink:#1A2433;--ink2:#46525F;--hair:#E4E8ED}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:14px/1.55 "Noto Sans CJK SC",
"Source Han Sans SC","PingFang SC","HarmonyOS Sans SC","Microsoft YaHei",sans-serif;
font-variant-numeric:tabular-nums lining-nums}
main{max-width:800px;margin:0 auto;padding:20px 16px 32px}
h1{font:700 22px/1.4 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif;margin:0}
h2{font-size:14px;margin:12px 0 3px}h2 small{font-weight:400;color:var(--ink2)}
p{margin:4px 0;overflow-wrap:anywhere}
.origin,.who,.notes{color:var(--ink2);font-size:12px}
.lead{border-left:3px solid #1B4F8C;padding-left:10px;font-size:16px}
.kind{background:#EFF1F4;color:#56616E;border-radius:3px;padding:0 7px;font-size:13px}
.kind.simulated{background:#F1EBF8;color:#62389A;font-weight:600}
.ybx{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:12.5px;line-height:1.35;
border-top:2px solid var(--ink);border-bottom:2px solid var(--ink)}
th{color:var(--ink2);font-weight:600;border-bottom:1px solid var(--ink);vertical-align:bottom}
th,td{padding:3px 5px;text-align:right;white-space:nowrap}
td{border-bottom:1px solid var(--hair)}
.l{text-align:left}.w{text-align:left;white-space:normal}
.d{color:#A0450F}.n{color:#56616E}.warn{color:#855600}.bad{color:#A3211A}
svg{width:100%;height:auto;display:block}
@page{size:A4;margin:9mm 13mm}
@media print{main{max-width:none;padding:0}body{font-size:8pt;line-height:1.35}
h1{font-size:14pt}h2{font-size:8.5pt;margin:3pt 0 1pt}table{font-size:7.4pt;line-height:1.25}
th,td{padding:1pt 3pt}.lead{font-size:9.5pt}.origin,.who,.notes{font-size:6.8pt}
p{margin:1pt 0}.ybx{overflow:visible}svg{max-height:27mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def page(card: FirmCard) -> bytes:
    """Return the card of a firm as a self-contained HTML page; all text is escaped."""
    found = firm_card_sheet.sheet(card)
    body = "\n".join(_body(found))
    made = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_LOADED}">\n'
        f"<title>{_text(found.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return made.encode()


def _text(text: str) -> str:
    return escape(printable(text))


def _body(found: Sheet) -> Iterator[str]:
    css = "kind simulated" if found.simulated else "kind"
    yield f'<h1>{_text(found.title)} <span class="{css}">{_text(found.kind_label)}</span></h1>'
    yield f'<p class="origin">{_text(found.provenance)}</p>'
    yield f'<p class="who">{_text(found.identity)}</p>'
    yield f'<p class="lead">{_text(found.headline)}</p>'
    if found.trend is not None:
        yield from _course(found.trend, found.trend_name)
    for table in found.tables:
        yield from _table(table)
    for head, text in found.lines:
        yield f"<p><b>{_text(head)}</b>　{_text(text)}</p>"
    yield f'<p class="notes">注：{_text("；".join(found.notes))}。</p>'


def _table(table: Table) -> Iterator[str]:
    yield f"<h2>{_text(table.title)} <small>{_text(table.reading)}</small></h2>"
    heads = "".join(
        f'<th class="{_css(table, place)}">{_text(column.head)}</th>'
        for place, column in enumerate(table.columns)
    )
    rows = "".join(f"<tr>{_row(table, row)}</tr>" for row in table.rows)
    head, body = f"<thead><tr>{heads}</tr></thead>", f"<tbody>{rows}</tbody>"
    yield f'<div class="ybx"><table>{head}{body}</table></div>'


def _css(table: Table, place: int) -> str:
    column = table.columns[place]
    return "r" if column.kind != "text" else "w" if column.wide else "l"


def _row(table: Table, row: tuple[Cell, ...]) -> str:
    return "".join(
        f'<td class="{_css(table, place)} {cell.css}">{_text(cell.text)}</td>'
        for place, cell in enumerate(row)
    )


def _course(shown: Trend, name: str) -> Iterator[str]:
    """Yield the course as a drawing: a bar a month, the trend as a line, a cross for 未报."""
    known = [value for value in (*shown.values, *shown.drawn) if value is not None]
    if not known:
        return
    unit = shown.column.unit
    line = "线为趋势" if shown.made.is_adjusted else shown.made.method
    gaps = f"；×为{NOT_REPORTED}" if shown.gaps else ""
    yield f"<h2>{_text(name)} <small>{_text(f'{unit}；{line}{gaps}')}</small></h2>"
    low, high = min(0.0, *known), max(0.0, *known)
    plot = _Plot(low, high, len(shown.values))
    drawn = [*_bars(shown, plot), *_line(shown, plot), *_labels(shown, plot)]
    yield (
        f'<svg viewBox="0 0 {WIDE} {HIGH + FOOT}" role="img" aria-label="{_text(name)}走势">'
        f"{''.join(drawn)}</svg>"
    )


class _Plot:
    """Where values and months lie on the drawing."""

    def __init__(self, low: float, high: float, count: int) -> None:
        self.low, self.span, self.step = low, (high - low) or 1.0, WIDE / count

    def x(self, place: int) -> float:
        """Return the middle of a month."""
        return (place + 0.5) * self.step

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return HIGH * (1 - (value - self.low) / self.span)


def _bars(shown: Trend, plot: _Plot) -> Iterator[str]:
    foot, wide = plot.y(0.0), plot.step * 0.68
    gaps = {month.code for month in shown.gaps}
    for place, value in enumerate(shown.values):
        if value is not None:
            top, high = min(plot.y(value), foot), abs(plot.y(value) - foot)
            colour = "#B5541C" if value < 0 else "#C9D5E1"
            printed = figure(value, shown.column.decimals, thousands=True)
            said = f"{shown.months[place].label} {printed}"
            yield (
                f'<rect x="{plot.x(place) - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" '
                f'height="{high:.1f}" fill="{colour}"><title>{_text(said)}</title></rect>'
            )
        elif shown.months[place].code in gaps:
            yield (
                f'<text x="{plot.x(place):.1f}" y="{foot - 2:.1f}" font-size="11" '
                'text-anchor="middle" fill="#697586">×</text>'
            )
    yield f'<path d="M0 {foot:.1f}H{WIDE}" stroke="#46525F" fill="none"/>'


def _line(shown: Trend, plot: _Plot) -> Iterator[str]:
    """Yield the trend, broken where a month has none."""
    path, pen = [], "M"
    for place, value in enumerate(shown.drawn):
        if value is None:
            pen = "M"
            continue
        path.append(f"{pen}{plot.x(place):.1f} {plot.y(value):.1f}")
        pen = "L"
    if path:
        yield f'<path d="{"".join(path)}" stroke="#1B4F8C" stroke-width="2" fill="none"/>'


def _labels(shown: Trend, plot: _Plot) -> Iterator[str]:
    for place, month in enumerate(shown.months):
        if month.end.month == 1:
            yield (
                f'<text x="{plot.x(place):.1f}" y="{HIGH + FOOT - 3}" font-size="11" '
                f'text-anchor="middle" fill="#46525F">{month.year}年1月</text>'
            )
