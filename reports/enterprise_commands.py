"""The commands `enterprises list`, `show` and `release`: the same results as on the pages."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reports.command_options import AsOf, DatasetKey, ListLayout, SheetOut, ViewerRole, Vintage
from reports.command_roles import asked, sender_and_actor, viewer_of
from reports.command_words import Command, Group
from reports.linked_listing import print_table
from reports.listing import Layout, plain, show_data
from reports.written_files import write_file

if TYPE_CHECKING:
    from data.store import Question
    from mechanisms.firm_drill import Drill, Line, Place
    from metrics.periods import Period

app = typer.Typer(cls=Group, help="企业：逐级汇总、名单、查找、一家企业的卡片、放行汇总数")

Region = Annotated[str, typer.Option(help="县区（区划代码）；县区角色为本单位")]
MonthCode = Annotated[str, typer.Option("--month", help="月份，如 2020-09，默认最新")]
LINE_KEYS = (
    "key",
    "name",
    "firms",
    "reported",
    "withheld",
    "value",
    "share_pct",
    "same_firms",
    "same_base",
    "same_now",
)
HIT_KEYS = ("firm", "uscc", "name", "region", "industry")


@app.command("list", cls=Command, help="列出一处由什么构成；或一个名单；或查找企业")
def list_enterprises(
    region: Region = "",
    industry: Annotated[str, typer.Option(help="行业大类代码，如 C38")] = "",
    month: MonthCode = "",
    indicator: Annotated[str, typer.Option(help="数据项或比率编号，如 output_wan")] = "output_wan",
    flag: Annotated[
        str, typer.Option(help="名单：stopped falling power_gap newly_above about_to_fall")
    ] = "",
    search: Annotated[str, typer.Option(help="名称的一部分、拼音首字母、代码开头或编号")] = "",
    by: Annotated[str, typer.Option(help="全市分 region（县区）或 industry（行业）")] = "region",
    elsewhere: Annotated[
        str, typer.Option("--in", help="县区角色看别处：区划代码，全市写市的代码")
    ] = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    out: SheetOut = None,
    layout: ListLayout = "table",
) -> None:
    """Print what a place consists of, a list, or what a search found."""
    viewer = viewer_of(role, region)
    question = asked(viewer, "view_enterprises", dataset, as_of, vintage)
    if out is not None:
        asked(viewer, "export", dataset, as_of, vintage)
    place = _place(question, elsewhere or region, industry)
    if search:
        _search(question, search, layout)
    elif flag:
        _flagged(question, flag, place, layout)
    else:
        _drill(question, (month, indicator, place, by), out, layout)


@app.command(cls=Command, help="一家企业的卡片：各项数字、异常、位置、贷款、裁员率、名单")
def show(
    firm: Annotated[int, typer.Argument(help="企业编号，见 enterprises list --search")],
    column: Annotated[str, typer.Option(help="走势和位置看哪一项，如 revenue_wan")] = "",
    region: Region = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    out: Annotated[Path | None, typer.Option(help="另存为一页纸（.docx 或 .html）")] = None,
    layout: ListLayout = "table",
) -> None:
    """Print the card of one firm, or write its sheet."""
    viewer = viewer_of(role, region)
    question = asked(viewer, "view_enterprises", dataset, as_of, vintage)
    if out is not None:
        asked(viewer, "export", dataset, as_of, vintage)
    from mechanisms import firm_card
    from reports import firm_card_document, firm_card_listing, firm_card_page

    found = firm_card.card(question, firm, column)
    if out is None:
        firm_card_listing.print_card(found, layout)
        return
    makers = {
        ".docx": lambda: firm_card_document.sheet(found),
        ".html": lambda: firm_card_page.page(found),
    }
    write_file(out, makers)
    typer.echo(f"已导出：{out}")


@app.command(cls=Command, help="放行一个月的汇总数给县区：先算出须保密的格，放行后不能收回")
def release(
    month: MonthCode = "",
    indicator: Annotated[
        str, typer.Option(help="数据项编号，多个用逗号；默认产值 output_wan")
    ] = "output_wan",
    by: Annotated[str, typer.Option(help="经办人，默认为角色名")] = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
) -> None:
    """Search for what must be left out of a month's totals, and release the rest."""
    question = asked(viewer_of(role), "release_totals", dataset, as_of, vintage)
    from data import jobs
    from mechanisms import firm_enquiry, firm_releases, job_kinds
    from reports.progress import progress_bar

    _, actor = sender_and_actor(role, "", by)
    columns = firm_enquiry.columns(indicator)
    about = firm_releases.arguments(question, firm_enquiry.month(question, month), columns, actor)
    kind = job_kinds.SUPPRESSION
    work = job_kinds.KINDS[kind].work
    with progress_bar() as progress:
        done = jobs.done_here(question.dataset, kind, about, actor, work, progress)
    typer.echo(done.text)


def _place(question: "Question", region: str, industry: str) -> "Place":
    from mechanisms import firm_enquiry

    return firm_enquiry.place(question, region, industry)


def _drill(
    question: "Question",
    about: tuple[str, str, "Place", str],
    out: Path | None,
    layout: Layout,
) -> None:
    from mechanisms import firm_drill, firm_drill_tables, firm_drill_words, firm_enquiry

    month, indicator, place, by = about
    period: Period = firm_enquiry.month(question, month)
    found = firm_drill.drill(question, period, firm_enquiry.measure(indicator), place, by)
    if out is not None:
        from reports.enterprise_workbook import enterprise_workbook

        write_file(out, {".xlsx": lambda: enterprise_workbook(found)})
        typer.echo(f"已导出：{out}")
        return
    if layout != "table":
        show_data([_line(each) for each in (found.whole, *found.lines)], LINE_KEYS, layout)
        return
    sys.stdout.write(f"{firm_drill_words.headline(found, None).replace('**', '')}\n")
    sys.stdout.write(f"{_origin(found)}\n")
    print_table(firm_drill_tables.parts(found))


def _origin(found: "Drill") -> str:
    from reports.enterprise_workbook import origin

    return origin(found)


def _line(line: "Line") -> dict[str, object]:
    same = line.same
    values = (
        line.key,
        line.name,
        line.firms,
        line.reported,
        line.is_withheld,
        line.value,
        line.share_pct,
        same.firms,
        same.base,
        same.now,
    )
    return dict(zip(LINE_KEYS, values, strict=True))


def _search(question: "Question", text: str, layout: Layout) -> None:
    from mechanisms import firm_search

    found = firm_search.search(question, text)
    if layout != "table":
        _data(found.firms.to_dict("records"), HIT_KEYS, layout)
        return
    print_table(firm_search.hits(found))


def _flagged(question: "Question", flag: str, place: "Place", layout: Layout) -> None:
    from mechanisms import firm_enquiry, firm_lists

    key, signals = firm_enquiry.list_key(flag), firm_enquiry.signals(question)
    if layout != "table":
        rows = firm_lists.flagged(signals, key, place)
        keys = [*HIT_KEYS, "value_wan", "nominal_growth_pct", "revenue_year_wan"]
        _data(rows.to_dict("records"), keys, layout)
        return
    print_table(firm_lists.listed(signals, key, place))


def _data(rows: Iterable[Mapping[Any, Any]], keys: Iterable[str], layout: Layout) -> None:
    wanted = list(keys)
    show_data([{key: plain(row.get(key)) for key in wanted} for row in rows], wanted, layout)
