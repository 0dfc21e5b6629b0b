"""The commands `monthly` and `seasonal`: the same result as on the page 月分析."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from reports.command_options import AsOf, DatasetKey, ListLayout, SheetOut, ViewerRole, Vintage
from reports.command_roles import asked, viewer_of
from reports.linked_listing import print_tables
from reports.written_files import write_file

if TYPE_CHECKING:
    from mechanisms.monthly import Monthly

Month = Annotated[str, typer.Option("--period", help="期别，如 2020-09；默认最新")]
Lead = Annotated[str, typer.Option("--indicator", help="主指标编号，默认通报的第一个")]


def monthly(
    dataset: DatasetKey = "",
    period: Month = "",
    indicator: Lead = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    out: SheetOut = None,
    layout: ListLayout = "table",
) -> None:
    """Print the analysis of a month: what is said of it, and its tables."""
    found = _month(dataset, period, indicator, as_of, vintage, role)
    from mechanisms import monthly_briefs, monthly_tables
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
    role: ViewerRole = "",
    layout: ListLayout = "table",
) -> None:
    """Print the seasonal adjustment of the city's monthly levels, or of one, month by month."""
    found = _month(dataset, period, "", as_of, vintage, role)
    from mechanisms import monthly_trend_tables
    from mechanisms.enquiry import EnquiryError
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
