"""A preview of a file on the command line: tables, findings, what would change."""

import sys
from collections.abc import Sequence
from datetime import datetime

from data.intake_rules import GRADE_WORDS
from data.receipts import CHANNELS, Receipt
from mechanisms import intake
from mechanisms.firm_intake import FirmPreview
from mechanisms.intake import Preview, Previewed
from mechanisms.intake_findings import IntakeFinding
from metrics.periods import Period
from metrics.wording import join_names, moment_text
from reports.listing import Column, as_text, show_table

STATUS_WORDS = {"read": "已识别", "empty": "尚无数据", "unknown": "不认识", "ignored": "不读取"}
MOST_CHANGES = 60
_CHANGE_HEADS = ("企业", "月份、名单或年度", "数据项", "已入库", "本次")


def show_preview(shown: Previewed) -> None:
    """Print what was found, what stands against it, and the keys for explanations."""
    sys.stdout.write(f"{shown.receipt.file_name}：{intake.summary(shown).replace('**', '')}\n")
    if isinstance(shown, FirmPreview):
        _show_firm_changes(shown)
    else:
        _show_tables(shown)
    if shown.findings:
        heads = [(head, False) for head in ("等级", "位置", "填报值", "问题", "怎么改", "键")]
        show_table(heads, [_finding_row(found) for found in shown.findings])


def _show_firm_changes(shown: FirmPreview) -> None:
    """Print the columns that were read, and the first changes of what is stored."""
    sys.stdout.write(f"读取的列：{shown.items}\n")
    sys.stdout.writelines(f"不读取的列：{name}\n" for name in shown.table.unread)
    listed = shown.taken.changes.head(MOST_CHANGES)
    if listed.empty:
        return
    heads = [("行", True), *((head, False) for head in _CHANGE_HEADS)]
    show_table(heads, [[str(cell) or "—" for cell in row] for row in listed.to_numpy()])
    if shown.taken.changed > len(listed):
        sys.stdout.write(f"只列前{len(listed)}处改动，共{shown.taken.changed:,}处\n")


def _show_tables(shown: Preview) -> None:
    heads = [(head, False) for head in ("工作表", "表", "期别", "数据项", "单位个数", "状态")]
    show_table(heads, [_table_row(shown, place) for place in range(len(shown.reading.tables))])
    sys.stdout.writelines(f"未读取：{text}\n" for text in shown.reading.left_out)


def _table_row(shown: Preview, place: int) -> list[str]:
    table = shown.reading.tables[place]
    state = STATUS_WORDS[table.status]
    return [
        table.sheet,
        table.title,
        Period.parse(table.period).label if table.period else "—",
        join_names("".join(head.split()) for head in table.heads) or "—",
        str(table.regions),
        f"{state}：{table.reason}" if table.reason else state,
    ]


def _finding_row(found: IntakeFinding) -> list[str]:
    key = found.key if found.rule.grade == "explain" else "—"
    text = f"{found.rule.name}：{found.text}"
    return [found.grade, found.place or "—", found.found or "—", text, found.rule.advice, key]


def explain_words(missing: Sequence[tuple[IntakeFinding, str]]) -> str:
    """Say in one line what must still be explained, and how."""
    names = join_names(dict.fromkeys(found.rule.name for found, _ in missing))
    found, why = missing[0]
    return (
        f"{len(missing)}处{GRADE_WORDS['explain']}没有说明（{names}）；例如 {found.key}：{why}。"
        "请在说明文件中按“键: 说明”逐行写明，加 --explain 文件名 再试"
    )


def _moment(cell: object) -> str:
    return moment_text(cell) if isinstance(cell, datetime) else as_text(cell)


RECEIPTS = (
    Column("id", "编号", right=True),
    Column("file_name", "文件"),
    Column("bytes", "字节", right=True),
    Column("channel", "来自", lambda cell: CHANNELS[as_text(cell)]),
    Column("actor", "经办人"),
    Column("received_at", "收到时间", _moment),
    Column("sha256"),
    Column("event"),
    Column("state", "结果"),
    Column("batch", "批次", right=True),
    Column("text", "原因"),
)


def receipt_rows(found: Sequence[Receipt]) -> list[dict[str, object]]:
    """Return received files as rows for `reports.listing.show`."""
    return [{**each.__dict__, "state": each.state} for each in found]
