"""The commands `signals` and `work`: signals of all firms, and the worker of jobs."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metrics.wording import figure, join_names
from reports.command_options import AsOf, DatasetKey, ListLayout, OwnRegion, ViewerRole, Vintage
from reports.command_roles import asked, sender_and_actor, viewer_of
from reports.listing import Column, show

if TYPE_CHECKING:
    import pandas as pd

    from mechanisms.firm_signals import FirmSignals


def _derived(cell: object) -> str:
    return figure(cell, 1) if isinstance(cell, float) else "不计算"


def _reported(cell: object) -> str:
    return figure(cell if isinstance(cell, float) else None, 1)


def _flag(cell: object) -> str:
    return "不计算" if cell is None else ("是" if cell else "")


HEADS = (
    Column("firm", "编号", right=True),
    Column("name", "企业"),
    Column("uscc"),
    Column("region"),
    Column("region_name", "单位"),
    Column("industry", "行业"),
    Column("value_wan", "产值(万元)", _reported, right=True),
    Column("trend_wan", "趋势(万元)", _derived, right=True),
    Column("trend_growth_pct", "趋势近3个月(%)", _derived, right=True),
    Column("adjusted_growth_pct", "调整后近3个月(%)", _derived, right=True),
    Column("nominal_growth_pct", "名义同比(%，由企业月报推算)", _derived, right=True),
    Column("revenue_year_wan", "12个月营业收入(万元)", _derived, right=True),
    Column("turning"),
    Column("turning_month"),
    Column("turning_words", "转折"),
)
TAIL = (
    Column("anomaly_words", "异常说明"),
    Column("anomaly_score"),
    Column("anomaly_value"),
    Column("anomaly_expected"),
    Column("power_score"),
    Column("reason", "趋势未算"),
)


def signals(
    flag: Annotated[str, typer.Option(help="只列有此标记的企业，如 停产；默认全部")] = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the signals of firms; they are computed now unless they were before."""
    question = asked(viewer_of(role, region), "view_enterprises", dataset, as_of, vintage)
    from mechanisms import firm_signals, job_kinds
    from mechanisms.firm_signals import FLAG_NAMES
    from reports.progress import progress_bar

    key = _key_of(flag, FLAG_NAMES)
    found = firm_signals.kept_signals(question)
    if found is None:
        _, actor = sender_and_actor(role, region, "")
        with progress_bar() as report:
            job_kinds.work_now(question, job_kinds.SIGNALS, actor, report)
        found = firm_signals.signals(question)
    table = found.flagged(key) if key else found.table
    columns = (*HEADS, *(Column(name, word, _flag) for name, word in FLAG_NAMES.items()), *TAIL)
    if layout == "table":
        _print_head(found)
    show([_row(cells) for cells in _plain(table)], columns, layout)


def _key_of(flag: str, names: dict[str, str] | Any) -> str:  # noqa: ANN401 - any mapping
    """Return the key of a flag given by name or key."""
    from mechanisms.enquiry import EnquiryError

    keys = {**{name: key for key, name in names.items()}, **{key: key for key in names}, "": ""}
    if flag not in keys:
        msg = f"没有标记“{flag}”；可用：{join_names(names.values())}"
        raise EnquiryError(msg)
    return keys[flag]


def _plain(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return rows of plain cells, None for what is missing."""
    cells = table.astype(object)
    return [
        {str(key): cell for key, cell in row.items()}
        for row in cells.where(table.notna(), None).to_dict("records")
    ]


def _row(cells: dict[str, Any]) -> dict[str, Any]:
    from data import catalogue
    from mechanisms.firm_signals import anomaly_words, turning_words

    return cells | {
        "region_name": catalogue.regions()[cells["region"]].name,
        "turning_words": turning_words(cells),
        "anomaly_words": anomaly_words(cells),
    }


def _print_head(found: "FirmSignals") -> None:
    from mechanisms.firm_signals import summary

    place = f"{found.dataset.name}（{found.dataset.kind_label}）"
    lines = [
        f"{place}　企业信号　数据时点 {found.as_of}，数据版本 {found.vintage}",
        summary(found),
        f"口径：{found.method}",
        *(f"{name}：{text}" for name, text in found.rules),
        *(f"未算趋势：{reason}{count}家" for reason, count in found.skipped.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def work(
    number: Annotated[int, typer.Argument(help="任务号", show_default=False)],
    dataset: DatasetKey = "",
) -> None:
    """Do a job that waits; pages start this by themselves."""
    from data import creation, jobs
    from mechanisms import enquiry, job_kinds
    from reports.progress import progress_bar

    key = enquiry.served_dataset(dataset).id
    creation.ensure(key)
    with progress_bar() as report:
        done = job_kinds.work(jobs.job(key, number), report)
    typer.echo(f"任务{done.id}{done.state_words}：{done.text}")
