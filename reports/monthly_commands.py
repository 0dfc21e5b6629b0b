"""The commands `monthly` and `seasonal`: the same result as on the page 月分析."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reports.command_roles import asked, viewer_of
from reports.listing import Layout
from reports.written_files import write_file

if TYPE_CHECKING:
    from mechanisms.monthly import Monthly

DatasetKey = Annotated[str, typer.Option("--dataset", help="数据集编号，默认第一个")]
Month = Annotated[str, typer.Option("--period", help="期别，如 2020-09；默认最新")]
Lead = Annotated[str, typer.Option("--indicator", help="主指标编号，默认通报的第一个")]
AsOf = Annotated[str, typer.Option("--as-of", help="只用此日及以前公布的数，如 2020-10-20")]
Vintage = Annotated[int | None, typer.Option("--vintage", help="只用此数据版本及以前入库的数")]
Role = Annotated[str, typer.Option("--role", help="以何种角色查看，默认 official")]
ListLayout = Annotated[Layout, typer.Option("--format", help="输出格式")]


def monthly(
    dataset: DatasetKey = "",
    period: Month = "",
    indicator: Lead = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: Role = "",
    out: Annotated[Path | None, typer.Option(help="另存为 Excel（.xlsx），含各表")] = None,
    layout: ListLayout = "table",
) -> None:
    """Print the analysis of a month: what is said of it, and its tables."""
    found = _month(dataset, period, indicator, as_of, vintage, role)
    from mechanisms import monthly_briefs, monthly_tables
    from reports.linked_listing import print_tables
    from reports.monthly_workbook import monthly_workbook, provenance

    briefs = monthly_briefs.briefs(found)
    if out is not None:
        asked(viewer_of(role), "export", dataset, as_of, vintage)
        write_file(out, {".xlsx": lambda: monthly_workbook(found, briefs)})
        typer.echo(f"已导出：{out}")
        return
    if layout == "table":
        _say(found)
    print_tables(monthly_tables.all_tables(found, briefs), provenance(found), layout)


def _say(found: "Monthly") -> None:
    from mechanisms import monthly_paragraphs, monthly_words

    texts = [
        *monthly_words.overall(found),
        monthly_paragraphs.movement_paragraph(found.industries),
        monthly_paragraphs.movement_paragraph(found.counties),
        monthly_paragraphs.industries_paragraph(found),
        monthly_paragraphs.trend_paragraph(found),
        *monthly_paragraphs.outlook_paragraphs(found),
        *monthly_paragraphs.quality_paragraphs(found),
        monthly_paragraphs.departments_paragraph(found),
    ]
    sys.stdout.write("\n".join(texts) + "\n\n")


def seasonal(
    dataset: DatasetKey = "",
    series: Annotated[
        str, typer.Option("--series", help="指标编号：列出该序列逐月的结果；不填列出全部序列")
    ] = "",
    period: Month = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: Role = "",
    layout: ListLayout = "table",
) -> None:
    """Print the seasonal adjustment of the city's monthly levels, or of one, month by month."""
    found = _month(dataset, period, "", as_of, vintage, role)
    from mechanisms import monthly_trend_tables
    from mechanisms.enquiry import EnquiryError
    from reports.linked_listing import print_tables
    from reports.monthly_workbook import provenance

    if not series:
        print_tables((monthly_trend_tables.seasonal(found),), provenance(found), layout)
        return
    line = next((each for each in found.seasonal if each.indicator.id == series), None)
    if line is None:
        known = "、".join(each.indicator.id for each in found.seasonal) or "无"
        msg = f"没有“{series}”的月度总量；可选：{known}"
        raise EnquiryError(msg)
    print_tables((monthly_trend_tables.adjusted_months(line),), provenance(found), layout)


def _month(
    dataset: str, period: str, indicator: str, as_of: str, vintage: int | None, role: str
) -> "Monthly":
    question = asked(viewer_of(role), "view_monthly", dataset, as_of, vintage)
    from mechanisms.monthly import month, period_of

    return month(question, period_of(period), indicator)
