"""The command `alerts`: the same board as on the page 预警."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reports.command_options import DatasetKey, ListLayout, OwnRegion, ViewerRole, Vintage
from reports.command_roles import asked, viewer_of
from reports.linked_listing import print_table
from reports.listing import show_data
from reports.written_files import write_file

if TYPE_CHECKING:
    from mechanisms.alert_board import AlertBoard
    from mechanisms.linked_tables import Table

AsOf = Annotated[str, typer.Option("--as-of", help="看此日的预警，如 2020-10-20")]


def alerts(
    rule: Annotated[str, typer.Option(help="只列一条规则的预警：编号或名称")] = "",
    rules: Annotated[bool, typer.Option("--rules", help="列出规则、门槛和依据")] = False,
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    region: OwnRegion = "",
    out: Annotated[Path | None, typer.Option(help="另存为 Excel（.xlsx），含处置和规则")] = None,
    layout: ListLayout = "table",
) -> None:
    """Print the alerts of a day."""
    viewer = viewer_of(role, region)
    question = asked(viewer, "view_alerts", dataset, as_of, vintage)
    from mechanisms import alert_handling, alert_rows, alert_tables, alert_words
    from mechanisms import alerts as alert_board

    board = alert_board.found(question, hidden=alert_board.hidden_rules(viewer))
    handled = alert_handling.handling(board)
    if out is not None:
        from reports.alert_workbook import alert_workbook

        asked(viewer, "export", dataset, as_of, vintage)
        write_file(out, {".xlsx": lambda: alert_workbook(board, handled)})
        typer.echo(f"已导出：{out}")
    elif rules and layout != "table":
        show_data(alert_rows.rule_rows(board), alert_rows.RULE_KEYS, layout)
    elif rules:
        _print(board, alert_tables.rules(board))
    elif layout != "table":
        key = _rule_of(rule, board)
        shown = [row for row in alert_rows.rows(board, handled) if key in ("", row["rule"])]
        show_data(shown, alert_rows.KEYS, layout)
    else:
        key = _rule_of(rule, board)
        chosen = board.of_rule(key) if key else board.alerts
        typer.echo(alert_words.headline(board, handled).replace("**", ""))
        _print(board, alert_tables.alerts(board, handled, chosen, f"预警{len(chosen)}条"))


def _rule_of(text: str, board: "AlertBoard") -> str:
    """Return the id of a rule given by id or name."""
    from mechanisms.enquiry import EnquiryError

    known = {state.entry.name: state.id for state in board.rules}
    if text and text not in known and text not in known.values():
        msg = f"没有规则“{text}”；可用：{'、'.join(known)}"
        raise EnquiryError(msg)
    return known.get(text, text)


def _print(found: "AlertBoard", table: "Table") -> None:
    from reports.alert_workbook import provenance

    print_table(table, provenance(found), whose=found.dataset.name)
