"""The look of a bulletin's page: a statistical yearbook on white, for screen and paper."""

STYLE = """
:root{--ink:#1A2433;--ink2:#46525F;--ink3:#56616E;--rule:#D3DAE2;--hair:#E4E8ED;--ground:#F4F6F8;
--sans:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","HarmonyOS Sans SC",
"Microsoft YaHei",sans-serif;
--serif:"Noto Serif CJK SC","Source Han Serif SC","Songti SC",STZhongsong,SimSun,serif}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--ink);font:16px/1.75 var(--sans);
font-variant-numeric:tabular-nums lining-nums}
main{max-width:1184px;margin:0 auto;padding:24px 32px 48px}
h1,h2{font-family:var(--serif);line-height:1.4;overflow-wrap:anywhere}
h1{font-size:26px;text-align:center;margin:8px auto 12px}
h1 span{display:inline-block}
h2{font-size:17px;margin:20px auto 4px;max-width:768px}
p{margin:8px auto;max-width:768px;text-indent:2em;overflow-wrap:anywhere}
.draft,.origin,.to{text-indent:0}
.draft{color:var(--ink2);max-width:none;font-size:14px;
display:flex;justify-content:space-between;align-items:center}
.kind{color:#56616E;background:#EFF1F4;border-radius:3px;padding:0 8px}
.kind.simulated{color:#62389A;background:#F1EBF8;font-weight:600}
.origin{color:var(--ink2);font-size:13px;line-height:1.6;text-align:center;max-width:none;
border-bottom:1px solid var(--rule);padding-bottom:12px;margin-bottom:16px}
.sheet{margin:28px 0 0}
.caption{text-align:center;max-width:none;margin-bottom:10px}
.ybx{overflow-x:auto;-webkit-overflow-scrolling:touch}
.yb{width:100%;border-collapse:separate;border-spacing:0;font-size:14px;line-height:1.35;
border-top:2px solid var(--ink);border-bottom:2px solid var(--ink)}
.yb th,.yb td{padding:5px 8px;text-align:right;white-space:nowrap}
.yb thead th{font-weight:600;color:var(--ink2);vertical-align:bottom}
.yb thead tr:last-child th,.yb thead th[rowspan]{border-bottom:1px solid var(--ink)}
.yb thead th.g{text-align:center;color:var(--ink);border-bottom:1px solid #A9B4C0}
.yb tbody th,.yb tbody td{border-bottom:1px solid var(--hair)}
.yb tbody tr:last-child>*{border-bottom:0}
.yb tbody th{font-weight:400}
.yb .first,.yb .g{padding-left:20px}
.yb th.l,.yb td.l{text-align:left}
.yb .stay{position:sticky;left:0;background:#fff;z-index:1}
.yb tr.city>*{font-weight:700;background:var(--ground)}
.yb tr.none>*{color:var(--ink3)}
.yb .u{color:#1B5C9E}.yb .d{color:#A0450F}.yb .n{color:var(--ink3)}
figure{margin:16px auto;max-width:768px}
figure img{width:100%;height:auto;display:block}
figcaption{font-weight:600;text-align:center;margin-bottom:4px}
.under{text-indent:0;font-size:13px;color:var(--ink2);margin:4px 0}
.yb.words th.l,.yb.words td.l{white-space:normal;min-width:5em}
.yb.words td.l:last-child{min-width:11em}
.notes{color:var(--ink2);font-size:13px;line-height:1.6;margin-top:12px}
.notes p{text-indent:0;margin:0;max-width:none}
.notes ol{margin:0;padding-left:2em}
@media(max-width:640px){
main{padding:12px 16px 32px}
body{font-size:15px}
h1{font-size:20px}
.yb{font-size:13px}
.yb th,.yb td{padding-left:6px;padding-right:6px}
.yb .first,.yb .g{padding-left:14px}
}
@page{size:A4;margin:25mm 22mm 22mm 25mm}
@page wide{size:A4 landscape;margin:16mm 14mm}
@media print{
body{font-size:12pt;line-height:1.6;color:#000}
main{max-width:none;padding:0}
p,h2{max-width:none}
h1{font-size:18pt}
h2{font-size:13pt;break-after:avoid}
.ybx{overflow:visible}
.yb{font-size:9pt}
.yb th,.yb td{padding:2.5pt 3pt}
.yb .first,.yb .g{padding-left:9pt}
.yb .stay{position:static}
.yb tr{break-inside:avoid}
figure{break-inside:avoid}
.wide{page:wide;break-before:page}
.wide~.notes{page:wide}
.kind,.yb tr.city>*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.notes{font-size:8.5pt;line-height:1.45}
.notes ol{columns:2;column-gap:2em}
}
"""
