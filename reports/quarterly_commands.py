"""The command `quarterly`: the same results as on the page 季度与年度."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reports.command_options import AsOf, DatasetKey, ListLayout, ViewerRole, Vintage
from reports.command_roles import asked, viewer_of
from reports.linked_listing import print_tables
from reports.written_files import write_file

if TYPE_CHECKING:
    from data.store import Question
    from mechanisms.growth_awards import GrowthAwards
    from mechanisms.quarterly import Quarter
    from mechanisms.year_end import YearEnd

Part = Literal["quarter", "year", "awards"]


def quarterly(
    part: Annotated[
        Part, typer.Option(help="quarter 季度督导、year 年度考核、awards 名次奖励")
    ] = "quarter",
    period: Annotated[
        str, typer.Option("--period", help="季度如 2020-Q3，年度如 2020；默认最新")
    ] = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    out: Annotated[Path | None, typer.Option(help="另存为 Excel（.xlsx）")] = None,
    layout: ListLayout = "table",
) -> None:
    """Print a quarter's supervision, a year's assessment, or awards by place of growth."""
    viewer = viewer_of(role, "")
    question = asked(viewer, "view_quarterly", dataset, as_of, vintage)
    found = _found(question, part, period)
    from mechanisms import quarterly_tables
    from reports.quarterly_workbook import origin, workbook

    if out is not None:
        asked(viewer, "export", dataset, as_of, vintage)
        write_file(out, {".xlsx": lambda: workbook(found)})
        typer.echo(f"已导出：{out}")
        return
    if layout == "table":
        typer.echo(_headline(found))
    print_tables(quarterly_tables.all_tables(found), origin(found), layout)


def _found(question: "Question", part: Part, period: str) -> "Quarter | YearEnd | GrowthAwards":
    from mechanisms import growth_awards, quarterly, year_end
    from mechanisms.enquiry import EnquiryError

    if part == "quarter":
        return quarterly.quarter(question, quarterly.period_of(period) if period else None)
    if part == "year":
        return year_end.year_end(question, year_end.year_of(period) if period else None)
    found = growth_awards.growth_awards(question)
    if not found:
        msg = "本市的文件没有按名次给奖的规则；请改选数据集"
        raise EnquiryError(msg)
    return found[0]


def _headline(found: "Quarter | YearEnd | GrowthAwards") -> str:
    from mechanisms import quarterly_words, year_words
    from mechanisms.quarterly import Quarter
    from mechanisms.year_end import YearEnd

    if isinstance(found, Quarter):
        return quarterly_words.plain_headline(found)
    if isinstance(found, YearEnd):
        return year_words.year_headline(found.places).replace("**", "")
    return year_words.awards_headline(found).replace("**", "")
