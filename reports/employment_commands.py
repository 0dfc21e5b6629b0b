"""The command `layoffs`: the same result as on the page 稳岗用工."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reports.command_options import ActorRole, DatasetKey, ListLayout, OwnRegion, SheetOut
from reports.command_roles import asked, viewer_of
from reports.linked_listing import print_table
from reports.listing import Layout, plain, show_data
from reports.written_files import write_file

if TYPE_CHECKING:
    from mechanisms.employment import Employment
    from mechanisms.employment_firm import FirmLayoffs
    from mechanisms.linked_tables import Table

What = Literal[
    "firms", "near", "exceeded", "counties", "industries", "sizes", "rosters", "methods", "years"
]


def layoffs(
    what: Annotated[
        What,
        typer.Option(
            "--by",
            help="列什么：各企业、接近上限、超过上限、分县区、行业、规模、名单，各口径，各年",
        ),
    ] = "firms",
    method: Annotated[str, typer.Option(help="口径编号，如 net_decrease；默认随文件")] = "",
    limit: Annotated[str, typer.Option(help="上限编号，如 wenzhou_shuangbai；默认随文件")] = "",
    year: Annotated[int, typer.Option(help="计算年度；默认随上限")] = 0,
    who: Annotated[
        str, typer.Option(help="企业范围：all、double_hundred 或名单名称；默认随上限")
    ] = "",
    county: Annotated[str, typer.Option(help="只看一个县区的企业（区划代码）")] = "",
    firm: Annotated[int, typer.Option(help="一家企业的编号：各口径并列，列出计算过程")] = 0,
    dataset: DatasetKey = "",
    as_of: Annotated[
        str, typer.Option("--as-of", help="只用此日及以前公布的数，如 2020-10-20")
    ] = "",
    vintage: Annotated[
        int | None, typer.Option("--vintage", help="只用此数据版本及以前入库的数")
    ] = None,
    role: ActorRole = "",
    region: OwnRegion = "",
    out: SheetOut = None,
    layout: ListLayout = "table",
) -> None:
    """Print lay-off rates: firms, groups, methods, years, or one firm."""
    question = asked(viewer_of(role, region), "view_employment", dataset, as_of, vintage)
    from mechanisms import employment_rows
    from mechanisms.employment import employment
    from mechanisms.employment_choice import Choice

    found = employment(question, Choice(year, limit, method, who, county))
    if found is None:
        _say_nothing(question.dataset, layout)
    elif out is not None:
        asked(viewer_of(role, region), "export", dataset, as_of, vintage)
        _write(found, out)
    elif firm:
        _show_firm(found, employment_rows.single(found, firm), layout)
    elif layout == "table":
        _print(found, _table(found, what))
    else:
        _show_data(employment_rows.rows(found, what), employment_rows.keys(what), layout)


def _say_nothing(dataset: str, layout: Layout) -> None:
    from data import datasets

    if layout == "table":
        typer.echo(f"{datasets.dataset(dataset).name}尚未收到企业数据，没有裁员率。")
    else:
        _show_data([], (), layout)


def _show_data(rows: list[dict[str, object]], keys: tuple[str, ...], layout: Layout) -> None:
    show_data([{key: plain(row.get(key)) for key in keys} for row in rows], keys, layout)


def _show_firm(found: "Employment", shown: "FirmLayoffs", layout: Layout) -> None:
    from mechanisms import employment_rows, employment_single_tables

    if layout != "table":
        _show_data(employment_rows.results(shown), employment_rows.RESULT_KEYS, layout)
        return
    sys.stdout.write(f"{shown.name}（编号{shown.firm}）\n")
    if member := employment_single_tables.member_words(shown):
        sys.stdout.write(f"双百工业企业{member}\n")
    _print(found, employment_single_tables.methods(found, shown))
    for table in (
        employment_single_tables.limits(found, shown),
        employment_single_tables.refunds(shown),
    ):
        print_table(table)


def _table(found: "Employment", what: What) -> "Table":
    from mechanisms import employment_firm_tables, employment_tables
    from mechanisms.employment_rows import GROUPS

    if what in GROUPS:
        return employment_tables.by_group(found, GROUPS[what])
    return {
        "near": employment_firm_tables.near,
        "exceeded": employment_firm_tables.exceeded,
        "methods": employment_tables.by_method,
        "years": employment_tables.trend,
    }.get(what, employment_firm_tables.firms)(found)


def _print(found: "Employment", table: "Table") -> None:
    from mechanisms.employment_words import headline
    from reports.employment_workbook import provenance

    said = headline(found).replace("**", "")
    sys.stdout.write(f"{found.dataset.name}稳岗用工\n{provenance(found)}\n{said}\n")
    print_table(table)


def _write(found: "Employment", out: Path) -> None:
    from reports.employment_workbook import employment_workbook

    write_file(out, {".xlsx": lambda: employment_workbook(found)})
    typer.echo(f"已导出：{out}")
