"""Colours and the one block of CSS; each rule says why Streamlit's own means do not reach."""

from pathlib import Path

import streamlit as st

INK, INK_2, INK_3 = "#1A2433", "#46525F", "#697586"
RULE, HAIRLINE, GROUND = "#D3DAE2", "#E4E8ED", "#F4F6F8"
ACCENT, BELOW, CONTEXT = "#1B4F8C", "#7F95AE", "#A7B4C1"
FALL, FALL_TEXT = "#B5541C", "#A0450F"
CATEGORICAL = ("#1B4F8C", "#C2661A", "#4D8FA8", "#6B2E4F", "#4A4F2A")
FONT = (
    "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','HarmonyOS Sans SC',"
    "'Microsoft YaHei',sans-serif"
)

ICON = str(Path(__file__).with_name("icon.png"))
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="24" viewBox="0 0 150 24">'
    '<rect x="0" y="3" width="3" height="18" fill="#1B4F8C"/>'
    '<text x="11" y="18.5" font-size="17" font-weight="700" fill="#1A2433" '
    "font-family=\"'Noto Serif CJK SC','Source Han Serif SC','Songti SC',SimSun,serif\">工况"
    '</text><text x="52" y="18" font-size="12" fill="#46525F" '
    "font-family=\"'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif\">工业经济监测"
    "</text></svg>"
)

CSS = """<style>
/* page width and side padding: no theme option */
[data-testid="stMainBlockContainer"]{max-width:1360px;padding-left:2rem;padding-right:2rem}
/* figures of equal width, so that columns align */
.stApp{font-variant-numeric:tabular-nums lining-nums}
/* headline paragraph: accent bar and larger type */
.st-key-lead{border-left:3px solid #1B4F8C;padding-left:.9rem}
.st-key-lead p{font-size:1.2rem;line-height:1.65;text-wrap:pretty}
/* metric: the comparison base wraps instead of being cut, at full contrast */
[data-testid="stMetric"] div:has(> [data-testid="stMetricDelta"]){flex-wrap:wrap;row-gap:.15rem}
[data-testid="stMetricDeltaDescription"],[data-testid="stMetricDeltaDescription"] *{
 white-space:normal!important;opacity:1!important;color:#56616E!important}
/* a long word of change wraps in its badge on a phone instead of being cut */
[data-testid="stMetricDelta"] *{white-space:normal!important;overflow:visible!important}
/* the two-level bulletin table: the only table made as HTML */
.yb{width:100%;border-collapse:collapse;font-size:.9333rem;line-height:1.3;
 border-top:2px solid #1A2433;border-bottom:2px solid #1A2433}
.yb th{font-weight:600;color:#46525F;padding:.3rem .55rem;text-align:right;
 vertical-align:bottom;white-space:nowrap}
.yb thead tr:last-child th{border-bottom:1px solid #1A2433}
.yb th.g{text-align:center;border-bottom:1px solid #A9B4C0;color:#1A2433}
.yb th.gap,.yb td.gap{padding:0;width:14px;border-bottom:0}
.yb td{padding:.29rem .55rem;text-align:right;border-bottom:1px solid #E4E8ED;white-space:nowrap}
.yb th.l,.yb td.l{text-align:left;position:sticky;left:0;background:#fff;z-index:1}
.yb td.w{white-space:normal;text-align:left;min-width:12rem}
.yb td.bn{text-align:left;padding-left:1.4rem;padding-right:0}
.yb tr.city td{font-weight:700;background:#F4F6F8}
.yb tr.none td{color:#56616E}
.yb tr.own td{background:#EEF3F8}
.yb .u{color:#1B5C9E}.yb .d{color:#A0450F}.yb .n{color:#697586}
.yb a{color:inherit;text-decoration:none}
.yb a.go{color:#1B4F8C}
.yb a:hover,.yb a:focus{text-decoration:underline;text-underline-offset:2px}
.yb .dev{display:inline-block;width:72px;height:.62em;position:relative;margin-right:.5rem}
.yb .dev:before{content:"";position:absolute;left:50%;top:-3px;bottom:-3px;
 border-left:1px solid #697586}
.yb .dev i{position:absolute;top:0;bottom:0}
.ybx{overflow-x:auto;-webkit-overflow-scrolling:touch}
/* coverage matrix: one small cell a period */
.cov td{padding:.2rem .3rem}.cov .cell{display:inline-block;width:.55rem;height:.9rem;margin:0 1px;
 border-radius:1px;background:#84A7C9}.cov .cell.no{background:#fff;border:1px solid #B3261E}
/* where the tiles' figures come from: one small line */
.from{font-size:.8667rem;color:#56616E;margin:0}.from a{color:#1B4F8C;text-decoration:none}
.from a:hover{text-decoration:underline}
/* a way to another page among the controls of a page, in the shape of their buttons */
a.way{display:inline-block;border:1px solid #D3DAE2;border-radius:.2rem;padding:.4rem .75rem;
 color:#1A2433;text-decoration:none;white-space:nowrap;line-height:1.4}
a.way:hover{border-color:#1B4F8C;color:#1B4F8C}
/* reading tables: texts left, figures right, long ones wrap; signs with their words in colour */
.yb th.tl,.yb td.tl,.yb th.tw,.yb td.tw{text-align:left}
.yb td.tw{white-space:normal;min-width:9rem}
/* three watch lists side by side: names and reasons wrap earlier, the grade stays in view */
.st-key-watch .yb td.tw{min-width:5rem}
.rt td{vertical-align:top}
.yb .good{color:#0B6A4C}.yb .warn{color:#855600}.yb .bad{color:#A3211A}
/* the upload button and its limits are English; the label says what may be sent */
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p{display:none}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]:after{
 content:"选择文件";font-size:.9333rem}
[data-testid="stFileUploaderDropzoneInstructions"]{display:none}
/* an empty day: Streamlit writes yyyy-mm-dd in every language */
[data-testid="stDateInput"] [data-placeholder="true"]{font-size:0}
[data-testid="stDateInput"] [data-placeholder="true"]:after{font-size:.9333rem}
[data-testid="stDateInput"] [data-type="year"][data-placeholder="true"]:after{content:"年"}
[data-testid="stDateInput"] [data-type="month"][data-placeholder="true"]:after{content:"月"}
[data-testid="stDateInput"] [data-type="day"][data-placeholder="true"]:after{content:"日"}
/* what the server itself refuses to take, it says in English */
[data-testid="stFileUploader"] [role="alert"]{font-size:0}
[data-testid="stFileUploader"] [role="alert"]:after{
 content:"没有传上来：超过 128 MB，或连接中断；请重试";font-size:.8667rem}
/* "Press Ctrl+Enter to apply" is English; a text counts when its field is left */
[data-testid="InputInstructions"]{display:none}
/* the paper of a bulletin: A4 wide, serif, figures sans; edited paragraphs have a line beside */
.paper{max-width:794px;border:1px solid #D3DAE2;padding:2.6rem 3rem;background:#fff;
 font-family:'Noto Serif CJK SC','Source Han Serif SC','Songti SC',STSong,SimSun,serif;
 font-size:1.0667rem;line-height:1.85;overflow-wrap:anywhere}
.paper h2{font-family:inherit;font-size:1.4667rem;font-weight:700;line-height:1.5;
 text-align:center;text-wrap:balance;margin:.4rem 0 1.2rem;padding:0}
.paper p{margin:0;text-indent:2em}.paper p.head{font-weight:700}
.paper p.mark,.paper p.to,.paper p.note{text-indent:0}
.paper p.mark{font-weight:700;letter-spacing:.2em}
.paper p.hand{box-shadow:-.7rem 0 0 -.5rem #fff,-.7rem 0 0 -.32rem #B07508}
.paper p.table{font-weight:700;text-align:center;text-indent:0;margin:1.2rem 0 .4rem}
.paper p.note{font-size:.8667rem;line-height:1.6;color:#46525F}
.paper .yb.words th,.paper .yb.words td.w,.paper .yb.words td.l{white-space:normal;
 overflow-wrap:break-word;min-width:3.6em}
.paper .yb.words td.w:last-child{width:34%}
.paper img{width:100%;height:auto;display:block}
.paper .ybx{margin-bottom:.8rem;font-family:'Noto Sans CJK SC','Source Han Sans SC',
 'PingFang SC','Microsoft YaHei',sans-serif}
.paper .yb{font-size:.8rem}.paper .yb th,.paper .yb td{padding:.26rem .3rem}
.paper .yb th.gap,.paper .yb td.gap{padding:0;width:6px}
/* the side bar is narrow: without this the name of a dataset is cut */
.st-key-visit [role="combobox"]{padding-left:.35rem;padding-right:0}
/* "Running…" is English and flickers */
[data-testid="stStatusWidget"]{display:none}
/* phones */
@media(max-width:640px){.rt thead{display:none}
 .rt tr{display:block;border-bottom:1px solid #D3DAE2;padding:.35rem 0}
 .rt td,.rt td.tr{display:block;border:0;text-align:left;white-space:normal;padding:.05rem 0}
 .rt td:before{content:attr(data-head) "　";color:#697586}
 .st-key-lead p{font-size:1.08rem!important;line-height:1.6!important}
 .yb:not(.rt) th,.yb:not(.rt) td{padding-left:.3rem;padding-right:.3rem}
 .yb .dev{display:none}.paper{padding:1.2rem 1rem}
 [data-testid="stMainBlockContainer"]{padding-left:1rem;padding-right:1rem}}
/* print: Streamlit stacks columns and Plotly keeps its size, so the paper is wide */
@page{size:A3 landscape;margin:12mm}
@media print{[data-testid="stSidebar"],[data-testid="stHeader"],.stButton,.stDownloadButton,
 [data-testid="stPopover"],.st-key-controls{display:none!important}
 .stMetric,.yb tr,[data-testid="stPlotlyChart"]{break-inside:avoid}
 .stApp{color-adjust:exact;print-color-adjust:exact}}
</style>"""


def apply() -> None:
    """Put logo and CSS on the page; once per run, first."""
    st.logo(LOGO, size="large")
    st.html(CSS)
