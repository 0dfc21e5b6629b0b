"""The command line of 工况: `python manage.py --help`.

Commands ask and print; what needs time to import is imported where it is used.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.exceptions import TyperException

from reports import (
    alert_commands,
    bulletin_commands,
    credit_commands,
    employment_commands,
    enterprise_commands,
    ledger_commands,
    monthly_commands,
    policy_commands,
    quarterly_commands,
    record_commands,
    signal_commands,
    simulation_commands,
    target_commands,
    weekly_commands,
)
from reports.command_options import AsOf, DatasetKey, ListLayout, OwnRegion, ViewerRole, Vintage
from reports.command_roles import asked, viewer_of
from reports.command_words import Command, Group, mistake_words

if TYPE_CHECKING:
    pass

REFUSED = 2

app = typer.Typer(
    cls=Group,
    help="工况：城市工业经济运行监测。出错时在标准错误输出一行说明，退出码为 2。",
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(bulletin_commands.app, name="bulletin")
app.add_typer(record_commands.app, name="record")
app.add_typer(policy_commands.app, name="policy")
app.add_typer(target_commands.app, name="targets")
app.add_typer(credit_commands.app, name="withdrawals")
app.add_typer(enterprise_commands.app, name="enterprises")
app.add_typer(ledger_commands.app, name="actions")
app.command("loans", cls=Command, help="信贷：各项、分县区、分银行，附目标和公式")(
    credit_commands.loans
)
app.command("alerts", cls=Command, help="预警：一日的预警和处置，--rules 列规则、门槛和依据")(
    alert_commands.alerts
)
app.command("quarterly", cls=Command, help="季度与年度：季度督导、年度考核、名次奖励")(
    quarterly_commands.quarterly
)
app.command("monthly", cls=Command, help="月分析：水平、拉动、趋势、全年预计、数据质量")(
    monthly_commands.monthly
)
app.command("seasonal", cls=Command, help="季节调整：各序列能否调整、方法和质量，或逐月结果")(
    monthly_commands.seasonal
)
app.command("weekly", cls=Command, help="周研判：一周的各项、县区、价格和重点关注，按研判日所知")(
    weekly_commands.weekly
)
app.command("layoffs", cls=Command, help="稳岗用工：裁员率、距上限的岗位、挂钩的返还")(
    employment_commands.layoffs
)

app.command("simulate", cls=Command, help="生成大批模拟企业及其月报，入演练用的数据集")(
    simulation_commands.simulate
)
app.command("signals", cls=Command, help="全部企业的信号：趋势、转折、异常、风险标记")(
    signal_commands.signals
)
app.command("work", cls=Command, help="执行一个排队中的任务（页面会自行启动）")(
    signal_commands.work
)

IndicatorKey = Annotated[str, typer.Option("--indicator", help="指标编号，见 indicators")]
By = Annotated[Literal["growth", "total"], typer.Option(help="按增速或按总量，默认 growth")]
RankedSetKey = Annotated[str, typer.Option("--set", help="排名范围编号，默认该指标的第一个")]
GroupKey = Annotated[str, typer.Option("--group", help="只在一个分组内排名")]


@app.command(cls=Command, help="建立数据集（已有的只升级表结构，数据不动）")
def init(
    dataset: Annotated[
        list[str] | None,
        typer.Option(help="数据集编号，可重复；默认为首个数据集和真实数据，其余首次打开时建立"),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="建立全部数据集")] = False,
) -> None:
    """Make datasets that are not there yet; bring the tables of the others up to date."""
    from data import datasets

    wanted = dataset or (datasets.served() if every else datasets.first_opened())
    for chosen in [datasets.dataset(key) for key in wanted]:
        made = _ensure(chosen.id)
        typer.echo(
            f"{chosen.name}（{chosen.id}）：{'已建立' if made else '已经存在，数据未作改动'}"
        )


@app.command("datasets", cls=Command, help="列出数据集")
def list_datasets(layout: ListLayout = "table") -> None:
    """List the served datasets."""
    from data import datasets, storage, store
    from data.permissions import require
    from reports import list_columns, listing

    rows = []
    for key, chosen in datasets.served().items():
        require(viewer_of(), "view_home", chosen)
        exists = storage.exists(key)
        row = {"id": key, "name": chosen.name, "kind": chosen.kind, "exists": exists}
        vintage = store.newest_vintage(key) if exists else None
        rows.append(row | {"business_date": chosen.today, "vintage": vintage})
    listing.show(rows, list_columns.DATASETS, layout)


@app.command(cls=Command, help="排名：某一期、最新一期或全部各期")
def ranking(
    indicator: IndicatorKey,
    dataset: DatasetKey = "",
    period: Annotated[str, typer.Option(help="期别，如 2025-09；all 为全部；默认最新")] = "",
    by: By = "growth",
    ranked_set: RankedSetKey = "",
    group: GroupKey = "",
    whole: Annotated[bool, typer.Option("--whole", help="同时列出全市（全省）")] = False,
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print rankings."""
    question = asked(viewer_of(role, region), "view_ranking", dataset, as_of, vintage)
    from mechanisms import enquiry
    from mechanisms.board_table import Board
    from reports.ranking_listing import show_rankings

    board = Board(indicator, by, ranked_set, group)
    show_rankings(enquiry.rankings(question, board, period), layout, whole=whole)


@app.command(cls=Command, help="取数：一个指标的各期数值，附批次和行号")
def series(
    indicator: IndicatorKey,
    dataset: DatasetKey = "",
    region: Annotated[str, typer.Option(help="区划代码或名称，默认全部")] = "",
    measure: Annotated[str, typer.Option(help="数据项：level、growth 等，默认全部")] = "",
    industry: Annotated[str, typer.Option(help="行业代码，all 为分行业，默认全行业")] = "",
    first: Annotated[str, typer.Option("--from", help="起始期，如 2024-01")] = "",
    last: Annotated[str, typer.Option("--to", help="截止期，如 2025-09")] = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    own_region: Annotated[
        str, typer.Option("--own-region", help="县区角色所在的单位（区划代码）")
    ] = "",
    layout: ListLayout = "table",
) -> None:
    """Print the figures of an indicator."""
    question = asked(viewer_of(role, own_region), "view_indicators", dataset, as_of, vintage)
    from mechanisms.extraction import Wanted, series_rows
    from reports import list_columns, listing

    wanted = Wanted(indicator, region, measure, industry, first, last)
    listing.show(series_rows(question, wanted), list_columns.SERIES, layout)


@app.command(cls=Command, help="指标字典；给出数据集时按该市的口径")
def indicators(
    dataset: DatasetKey = "",
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the indicator dictionary."""
    from data import catalogue
    from data.permissions import require
    from mechanisms.enquiry import served_dataset
    from reports import list_columns, listing

    chosen = served_dataset(dataset)
    require(viewer_of(role, region), "view_indicators", chosen)
    entries = chosen.indicators if dataset else catalogue.indicators()
    rows = [entry.model_dump(mode="json") for entry in entries.values()]
    listing.show(rows, list_columns.INDICATORS, layout)


@app.command(cls=Command, help="列出入库批次，新的在前")
def batches(
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the batches that a question may draw on."""
    question = asked(viewer_of(role, region), "view_overview", dataset, as_of, vintage)
    from mechanisms.extraction import batch_rows
    from reports import list_columns, listing

    listing.show(batch_rows(question), list_columns.BATCHES, layout)


@app.command(cls=Command, help="收一份文件：留存、识别、审核、入库")
def intake(
    file: Annotated[Path, typer.Argument(help="文件（.xlsx、.xls、.csv；企业数据可用 .parquet）")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只留存和核对，不入库")] = False,
    explain: Annotated[
        Path | None, typer.Option(help="说明文件，每行“键: 说明”（YAML）；键见核对结果")
    ] = None,
    dataset: DatasetKey = "",
    month: Annotated[str, typer.Option(help="资料所属月，如 2025-09；默认从文件中认")] = "",
    published: Annotated[str, typer.Option(help="公布日，如 2025-10-20；默认按发布日历")] = "",
    source: Annotated[str, typer.Option(help="来源；默认按发布日历的名称")] = "",
    by: Annotated[str, typer.Option(help="经办人，默认为角色名")] = "",
    role: ViewerRole = "",
) -> None:
    """Take a file in, or show what it would change."""
    question = asked(viewer_of(role), "intake", dataset, "", None)
    from mechanisms import intake_by_command as command
    from mechanisms.intake_by_command import Sent
    from reports import intake_listing

    sent = Sent(file, _actor(role, by), month, published, source)
    shown = command.previewed(question, sent)
    intake_listing.show_preview(shown)
    if dry_run:
        typer.echo("未入库（--dry-run）；原件已留存")
        return
    texts = command.explanations(explain)
    number = command.committed(shown, texts, sent.actor, intake_listing.explain_words)
    typer.echo(f"已入库：批次{number}，{shown.size}")


@app.command(cls=Command, help="撤回一个批次（另记一行，较早的数据版本仍能看到）")
def withdraw(
    batch: Annotated[int, typer.Argument(help="批次号，见 batches")],
    reason: Annotated[str, typer.Option(help="撤回原因")],
    dataset: DatasetKey = "",
    by: Annotated[str, typer.Option(help="经办人，默认为角色名")] = "",
    role: ViewerRole = "",
) -> None:
    """Withdraw a batch."""
    question = asked(viewer_of(role), "intake", dataset, "", None)
    from mechanisms.intake import withdraw as withdraw_batch

    made = withdraw_batch(question, batch, reason, _actor(role, by))
    typer.echo(f"批次{batch}已撤回；数据版本为第{made}版")


@app.command(cls=Command, help="列出收到的文件及其结果，新的在前")
def received(dataset: DatasetKey = "", role: ViewerRole = "", layout: ListLayout = "table") -> None:
    """Print the files that came in."""
    question = asked(viewer_of(role), "view_intake", dataset, "", None)
    from data import receipts
    from reports import intake_listing, listing

    rows = intake_listing.receipt_rows(receipts.receipts(question.dataset))
    listing.show(rows, intake_listing.RECEIPTS, layout)


@app.command(cls=Command, help="导出一期排名表（.xlsx、.csv 或 .json）")
def export(
    indicator: IndicatorKey,
    out: Annotated[Path, typer.Option(help="文件名，格式由后缀决定")],
    dataset: DatasetKey = "",
    period: Annotated[str, typer.Option(help="期别，如 2025-09；默认最新")] = "",
    by: By = "growth",
    ranked_set: RankedSetKey = "",
    group: GroupKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    region: OwnRegion = "",
) -> None:
    """Write one ranking to a file."""
    from data.permissions import require
    from mechanisms import enquiry
    from mechanisms.board_table import Board
    from reports.workbook import write_ranking

    viewer = viewer_of(role, region)
    require(viewer, "export", enquiry.served_dataset(dataset))
    question = asked(viewer, "view_ranking", dataset, as_of, vintage)
    board = Board(indicator, by, ranked_set, group)
    write_ranking(enquiry.ranking_of(question, board, period), out)
    typer.echo(f"已导出：{out}")


def _actor(role: str, by: str) -> str:
    from data.permissions import default_role, roles

    return " ".join(by.split()) or roles()[role or default_role()].name


def _ensure(key: str) -> bool:
    """Make a dataset, with a progress bar on a terminal, or bring its tables up to date."""
    from reports.progress import ensured

    return ensured(key)


def _refusals() -> tuple[type[Exception], ...]:
    """Return what ends a command with one line; anything else is a bug and shows itself."""
    from data.batches import CommitError
    from data.bulletin_states import BulletinLifeError
    from data.job_records import JobError
    from data.ledgers import LedgerError
    from data.permissions import PermissionDeniedError
    from data.records import CatalogueError
    from data.storage import StorageError
    from mechanisms.bulletin_content import BulletinError
    from mechanisms.credit_rows import CreditError
    from mechanisms.employment_choice import EmploymentError
    from mechanisms.enquiry import EnquiryError
    from mechanisms.intake import IntakeError
    from mechanisms.supervision import SupervisionError
    from mechanisms.supervision_reports import RecordError
    from mechanisms.target_judging import JudgingError
    from mechanisms.weekly import WeeklyError
    from reports.written_files import ExportError

    return (
        BulletinError,
        BulletinLifeError,
        LedgerError,
        CatalogueError,
        CommitError,
        CreditError,
        EmploymentError,
        EnquiryError,
        ExportError,
        IntakeError,
        JobError,
        JudgingError,
        PermissionDeniedError,
        RecordError,
        StorageError,
        SupervisionError,
        WeeklyError,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 only on success."""
    try:
        return app(arguments, prog_name="manage.py", standalone_mode=False) or 0
    except TyperException as error:
        return _refuse(mistake_words(error))
    except _refusals() as error:
        return _refuse(str(error))


def _refuse(text: str) -> int:
    typer.echo(" ".join(text.split()), err=True)
    return REFUSED


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
