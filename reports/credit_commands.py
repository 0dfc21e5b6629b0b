"""The commands `loans` and `withdrawals`: the same result as on the page 信贷."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reports.command_options import (
    ActorRole,
    AsOf,
    DatasetKey,
    ListLayout,
    OwnRegion,
    SheetOut,
    Vintage,
)
from reports.command_roles import asked, sender_and_actor, viewer_of
from reports.command_words import Command, Group
from reports.linked_listing import print_table
from reports.listing import plain, show_data
from reports.written_files import write_file

if TYPE_CHECKING:
    from data.store import Question
    from mechanisms.credit import Credit
    from mechanisms.credit_tables import Table

app = typer.Typer(cls=Group, help="抽压断贷：列出登记和报告情况，登记一笔")

What = Literal["measures", "counties", "banks"]


def loans(
    what: Annotated[
        What, typer.Option("--by", help="列什么：各项、分县区、分银行，默认各项")
    ] = "measures",
    measure: Annotated[
        str, typer.Option(help="分县区时的项目编号，如 manufacturing_loans；默认首项")
    ] = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ActorRole = "",
    region: OwnRegion = "",
    out: SheetOut = None,
    layout: ListLayout = "table",
) -> None:
    """Print loans: measures, counties or banks."""
    found = _credit("view_credit", dataset, role, region, as_of, vintage)
    if out is not None:
        asked(viewer_of(role, region), "export", dataset, as_of, vintage)
        _write(found, out)
        return
    from mechanisms import credit_rows, credit_tables

    if layout != "table":
        rows = credit_rows.rows(found, what, measure)
        keys = credit_rows.KEYS[what]
        show_data([{key: plain(row.get(key)) for key in keys} for row in rows], keys, layout)
        return
    if what == "counties":
        made = credit_tables.units(credit_rows.detail_of(found, measure))
    else:
        made = credit_tables.banks(found) if what == "banks" else credit_tables.measures(found)
    _print(found, made)


@app.command("list", cls=Command, help="列出抽压断贷：是否须报告、是否已报、是否名单企业")
def list_withdrawals(
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ActorRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the cases of withdrawals."""
    found = _credit("view_credit", dataset, role, region, as_of, vintage)
    from mechanisms import credit_rows, credit_tables, credit_words

    if layout != "table":
        rows = credit_rows.case_rows(found)
        keys = credit_rows.CASE_KEYS
        show_data([{key: plain(row.get(key)) for key in keys} for row in rows], keys, layout)
        return
    _print(found, credit_tables.withdrawals(found))
    typer.echo(f"注：{credit_words.report_words(found.withdrawals.count)}。")


@app.command(cls=Command, help="登记一笔收贷，或以同一登记号更正；先给出结论，再作为一个批次入库")
def report(
    evidence: Annotated[str, typer.Option(help="依据：来函、企业反映或报表")],
    bank: Annotated[str, typer.Option(help="银行编号或名称；更正时可不填")] = "",
    firm: Annotated[str, typer.Option(help="企业名称；更正时可不填")] = "",
    kind: Annotated[
        Literal["抽贷", "压贷", "断贷", ""], typer.Option(help="收贷类别；更正时可不填")
    ] = "",
    amount: Annotated[str, typer.Option(help="收贷金额，万元；更正时可不填")] = "",
    day: Annotated[str, typer.Option(help="发生日，如 2020-10-15；更正时可不填")] = "",
    county: Annotated[str, typer.Option(help="所在县区：代码或名称；县区角色默认本单位")] = "",
    bank_balance: Annotated[str, typer.Option(help="该行余额，万元；不知道不填")] = "",
    firm_balance: Annotated[str, typer.Option(help="企业全部余额，万元；不知道不填")] = "",
    uscc: Annotated[str, typer.Option(help="统一社会信用代码")] = "",
    due: Annotated[str, typer.Option(help="贷款到期日")] = "",
    reported_on: Annotated[str, typer.Option(help="银行的报告日；没有报告不填")] = "",
    blind: Annotated[Literal["是", "否", ""], typer.Option(help="是否认定为盲目")] = "",
    reason: Annotated[str, typer.Option(help="银行说明的原因")] = "",
    key: Annotated[str, typer.Option(help="要更正的登记号；不填为新的一笔")] = "",
    by: Annotated[str, typer.Option(help="经办人，默认为角色名")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只给出结论，不入库")] = False,
    dataset: DatasetKey = "",
    role: ActorRole = "",
    region: OwnRegion = "",
) -> None:
    """Register a withdrawal, or correct one."""
    question = asked(viewer_of(role, region), "report_withdrawal", dataset)
    fields = {
        "firm": firm,
        "uscc": uscc,
        "withdrawal_kind": kind,
        "amount_wan": amount,
        "bank_balance_wan": bank_balance,
        "firm_balance_wan": firm_balance,
        "due": due,
        "reported_on": reported_on,
        "blind": blind,
        "reason": reason,
        "evidence": evidence,
    }
    names = sender_and_actor(role, region, by)
    _report(question, (bank, county, day, key), fields, names, dry_run=dry_run)


def _report(
    question: "Question",
    place: tuple[str, str, str, str],
    fields: Mapping[str, str],
    names: tuple[str, str],
    *,
    dry_run: bool,
) -> None:
    from mechanisms import credit_report

    bank, county, day, key = place
    sender, actor = names
    made = credit_report.Report(bank, county, day, fields, sender, actor, key)
    draft = credit_report.prepare(question, made)
    marks = "".join(f"　{mark}" for mark in draft.row.marks)
    typer.echo(f"{draft.text}{marks}")
    typer.echo(f"规则：{draft.duty_text}")
    for doubt in draft.row.case.judgement.doubts:
        typer.echo(f"请核对：{doubt}")
    if dry_run:
        typer.echo("未入库（--dry-run）")
        return
    number = credit_report.commit(draft)
    typer.echo(f"已登记：批次{number}，数据版本第{number}版")


def _credit(
    action: str, dataset: str, role: str, region: str, as_of: str, vintage: int | None
) -> "Credit":
    question = asked(viewer_of(role, region), action, dataset, as_of, vintage)
    from mechanisms.credit import credit

    return credit(question)


def _print(found: "Credit", table: "Table") -> None:
    from reports.credit_workbook import provenance

    print_table(table, provenance(found), whose=found.dataset.name)


def _write(found: "Credit", out: Path) -> None:
    from reports.credit_workbook import credit_workbook

    write_file(out, {".xlsx": lambda: credit_workbook(found)})
    typer.echo(f"已导出：{out}")
