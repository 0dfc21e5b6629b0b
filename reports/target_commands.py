"""The commands of `manage.py targets`: the board of targets, and judging a single one."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import typer

from metrics.wording import figure
from reports.command_words import Command, Group
from reports.listing import Column, as_text, plain, show

app = typer.Typer(cls=Group, help="目标督办：按给出的观测判定一个目标")

OBSERVATIONS = """观测文件（JSON）：一列观测，或 {"observations": [观测…], "baseline": 基期数,
"target": 文件没有给数时本市的目标值, "roster": [名单…] 或家数, "plan": {"2020-03": 累计计划数}}。
每条观测：period 或 date（2020-06、2020-06-30、2020-Y06），value，或 numerator 和 denominator，
reference（同期比较值），base（该期基数），unit（默认为目标的单位），
subject（逐个单位的目标），evidence（不参与判定）。value 为累计数（流量、计数）或期末数
（存量、比率）；未报写 null。新增贷款：写明 baseline 时 value 为余额，否则为净增额。"""


@app.command(
    cls=Command, help=f"按给出的观测判定一个目标，输出与督办清单相同的一行。{OBSERVATIONS}"
)
def judge(
    target: Annotated[str, typer.Argument(help="目标编号，如 WZ20-T06", show_default=False)],
    observations: Annotated[Path, typer.Option(help="观测文件（JSON）")],
    as_of: Annotated[str, typer.Option("--as-of", help="判定日，如 2020-10-20")],
    layout: Annotated[Literal["table", "json"], typer.Option("--format", help="输出格式")] = (
        "table"
    ),
) -> None:
    """Judge one target on given observations."""
    from mechanisms.target_judging import judged

    row, verdict = judged(target, observations, as_of)
    if layout == "json":
        plain_row = {key: plain(cell) for key, cell in row.items()}
        sys.stdout.write(json.dumps(plain_row, ensure_ascii=False, allow_nan=False) + "\n")
        return
    show([row], ROW_COLUMNS, "table")
    for note in (verdict.pace_basis and f"序时：{verdict.pace_basis}", *verdict.notes):
        if note:
            typer.echo(f"注：{note}")


def two_decimals(cell: object) -> str:
    """Print a figure of a row with two decimals; nothing where there is none."""
    return figure(cell, 2) if isinstance(cell, int | float | Decimal) else ""


def _yes_no(cell: object) -> str:
    return "是" if cell else "否"


def _share(cell: object) -> str:
    return f"{figure(cell * 100, 0)}%" if isinstance(cell, float) else ""


ROW_COLUMNS = (
    Column("id", "编号"),
    Column("actual", "实际", two_decimals, right=True),
    Column("target", "目标", two_decimals, right=True),
    Column("unit", "单位"),
    Column("completion_pct", "完成率%", two_decimals, right=True),
    Column("pace_pct", "序时%", two_decimals, right=True),
    Column("status", "状态"),
    Column("lamp", "进度", as_text),
    Column("attained", "达到", _yes_no),
    Column("overdue", "逾期", _yes_no),
    Column("required_per_month", "倒排月均", two_decimals, right=True),
    Column("landing", "预计", two_decimals, right=True),
    Column("landing_low", "预计下限", two_decimals, right=True),
    Column("landing_high", "预计上限", two_decimals, right=True),
    Column("probability", "达到概率", _share, right=True),
)
"""The row of a target, on the board as in a single judgement."""
