"""The command `weekly`: the same week as on the page 周研判."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reports.command_options import DatasetKey, ListLayout, SheetOut, ViewerRole, Vintage
from reports.command_roles import asked, viewer_of
from reports.linked_listing import print_table
from reports.listing import plain, show_data
from reports.written_files import write_file

if TYPE_CHECKING:
    from mechanisms.linked_tables import Table
    from mechanisms.weekly import Weekly

AsOf = Annotated[str, typer.Option("--as-of", help="站在此日看，如 2020-10-20")]
What = Literal["measures", "counties", "prices", "watch"]


def weekly(
    week: Annotated[str, typer.Option(help="周，如 2020-W20；默认最近可研判的一周")] = "",
    what: Annotated[
        What,
        typer.Option("--by", help="列什么：各项、分县区、生产资料价格、重点关注，默认各项"),
    ] = "measures",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    out: SheetOut = None,
    layout: ListLayout = "table",
) -> None:
    """Print a week as it was known on its day of judgement."""
    viewer = viewer_of(role)
    question = asked(viewer, "view_weekly", dataset, as_of, vintage)
    from mechanisms import alerts, weekly_rows, weekly_watch
    from mechanisms.weekly import week as judged

    found = judged(question, weekly_rows.week_of(week))
    if out is not None:
        asked(viewer, "export", dataset, as_of, vintage)
        from reports.weekly_workbook import weekly_workbook

        watched = weekly_watch.watch(found, alerts.hidden_rules(viewer))
        write_file(out, {".xlsx": lambda: weekly_workbook(found, watched)})
        typer.echo(f"已导出：{out}")
        return
    hidden = alerts.hidden_rules(viewer)
    if layout == "table":
        _print(found, weekly_rows.table(found, what, hidden))
    else:
        keys = weekly_rows.KEYS[what]
        rows = weekly_rows.rows(found, what, hidden)
        show_data([{key: plain(row.get(key)) for key in keys} for row in rows], keys, layout)


def _print(found: "Weekly", table: "Table") -> None:
    from mechanisms.weekly_words import plain_headline
    from reports.weekly_workbook import provenance

    sys.stdout.write(f"{found.dataset.name}　{found.week.label}\n{provenance(found)}\n")
    sys.stdout.write(f"{plain_headline(found)}\n\n")
    print_table(table)
