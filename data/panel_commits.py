"""Taking months of firms into the panel: files are written first, then one transaction names them.

A file holds the columns that were given, and says nothing of others. A corrected month is a new
batch of a few rows; taking a firm's month out is a row marked deleted.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, insert, select

from data import catalogue, enterprises, loading, panel_columns, panel_files, panel_rollup, schema
from data.loading import Head
from data.panel_files import LONGEST_OPEN, StagedFile
from data.store import Question, newest_vintage
from data.vintages import CommitError
from metrics.periods import Period

KEYS = ("firm", "month", "row")
OPTIONAL = ("region", "industry", "deleted")
_FEW = 2_000
"""Firms that are asked for one by one; of more the whole register is read."""


class PanelRowError(CommitError):
    """A row of the panel is unlawful; the text says line, column and what to do."""


def stage(dataset: str, figures: pd.DataFrame) -> tuple[StagedFile, ...]:
    """Check rows and write them as files, one a month; nobody sees them until they are committed.

    Files that an earlier attempt left behind more than a day ago are removed on the way.

    Parameters
    ----------
    figures
        One row a firm and month: `firm` (number of the register), `month` (``2020-01``), `row`
        (line of the received file), and any of the columns of `panel_columns`: NaN is 未报 and
        said expressly; of a column left out nothing is said, what is stored of it stays.
        Optionally `region` and `industry` (as they were in that month; default: as the register
        knows the firm now) and `deleted` (the firm's month is taken out, in all columns).

    Raises
    ------
    PanelRowError
        If a row is unlawful; nothing is written then.
    """
    placed = _placed(dataset, _completed(figures))
    _check(placed)
    panel_files.sweep(dataset)
    return _written(panel_files.made_folder(dataset), placed)


def staged_at(place: Path, figures: pd.DataFrame) -> tuple[StagedFile, ...]:
    """Check rows that name region and industry, and write them as files into a folder.

    As `stage`, for a dataset that is only being made: its database cannot be asked yet.
    """
    completed = _completed(figures)
    _check(completed)
    return _written(place, completed)


def _written(place: Path, rows: pd.DataFrame) -> tuple[StagedFile, ...]:
    return tuple(
        panel_files.write(place, str(month), part.sort_values("firm"))
        for month, part in rows.groupby("month", sort=True)
    )


def commit(
    connection: Connection, dataset_kind: str, head: Head, staged: Sequence[StagedFile]
) -> int:
    """Bring staged files in as one batch in the caller's transaction and return its vintage.

    The roll-up of the cells that they touch is written in the same transaction.

    Raises
    ------
    CommitError
        If the kind is not that of firms' reports, a file is gone or was staged too long ago, a
        month stands in two files, or a firm is not in the register.
    """
    wanted = "simulated" if dataset_kind == "simulated" else "reported"
    if head.kind != wanted:
        msg = f"{head.file_name}：企业月度数据的性质须为 {wanted}，现为 {head.kind}"
        raise CommitError(msg)
    rows = sum(each.rows for each in staged)
    sequence = loading.open_batch(connection, dataset_kind, head, rows)
    _check_staged(connection, head.file_name, staged)
    if staged:
        connection.execute(insert(schema.panel_file), [_named(sequence, each) for each in staged])
    panel_rollup.refresh(connection, sequence, sequence)
    return sequence


def _named(sequence: int, staged: StagedFile) -> dict[str, object]:
    names = ("month", "file_name", "rows", "bytes", "sha256")
    return {"batch": sequence, **{name: getattr(staged, name) for name in names}}


def _check_staged(connection: Connection, file_name: str, staged: Sequence[StagedFile]) -> None:
    place = panel_files.folder(connection)
    last = connection.scalar(select(func.max(schema.enterprise.c.id))) or 0
    months = [each.month for each in staged]
    if len(set(months)) < len(months):
        msg = f"{file_name}：同一月份分在几份暂存文件中，请把一个月的各行放在一起"
        raise CommitError(msg)
    for each in staged:
        path = None if place is None else place / each.file_name
        if datetime.now(UTC) - each.staged_at > LONGEST_OPEN or not (path and path.exists()):
            msg = f"{file_name}：{each.month} 的暂存文件已过期或不在，请重新装入"
            raise CommitError(msg)
        if each.last_firm > last:
            msg = f"{file_name}：{each.month}：没有编号为 {each.last_firm} 的企业，请先登记企业"
            raise CommitError(msg)


def _completed(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the head of a file and the columns that were given."""
    lawful = {*KEYS, *OPTIONAL, *panel_columns.columns()}
    if unknown := sorted(set(figures.columns) - lawful):
        msg = f"企业月度数据没有列 {'、'.join(unknown)}；可用：{'、'.join(sorted(lawful))}"
        raise PanelRowError(msg)
    if absent := sorted(set(KEYS) - set(figures.columns)):
        msg = f"企业月度数据缺列 {'、'.join(absent)}"
        raise PanelRowError(msg)
    given = figures.reset_index(drop=True)
    _check_kinds(given)
    return given if "deleted" in given else given.assign(deleted=False)


def _check_kinds(rows: pd.DataFrame) -> None:
    """Refuse numbers that are not whole, and a deletion that is neither yes nor no."""
    for name in ("firm", "row"):
        if not pd.api.types.is_integer_dtype(rows[name]):
            msg = f"列 {name} 须为整数，不能有空"
            raise PanelRowError(msg)
    if "deleted" in rows and not pd.api.types.is_bool_dtype(rows["deleted"]):
        msg = "列 deleted 须为 True 或 False，不能有空"
        raise PanelRowError(msg)


def _placed(dataset: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with region and industry; where not given, those of the register."""
    absent = [name for name in panel_files.PLACE if name not in rows]
    if not absent:
        return rows
    question = Question(dataset, date.max, newest_vintage(dataset))
    numbers = rows["firm"].unique().tolist()
    asked = numbers if len(numbers) <= _FEW else None
    known = enterprises.firms(question, numbers=asked).set_index("firm")
    _refuse(rows, ~rows["firm"].isin(known.index), "没有编号为 {firm} 的企业，请先登记企业")
    return rows.assign(**{name: rows["firm"].map(known[name]) for name in absent})


def _check(rows: pd.DataFrame) -> None:
    months = {code for code in dict.fromkeys(rows["month"]) if not _is_month(code)}
    _refuse(rows, rows["month"].isin(months), "月份“{month}”应形如 2020-01")
    _refuse(rows, rows["firm"] < 1, "企业编号“{firm}”不对，编号从1起")
    _refuse(
        rows,
        ~rows["region"].isin(catalogue.regions()),
        "区划代码“{region}”没有登记，请先登记该单位",
    )
    _refuse(
        rows,
        ~rows["industry"].isin(catalogue.industries()),
        "行业“{industry}”不是工业大类代码，应形如 C13",
    )
    _refuse(rows, rows.duplicated(["firm", "month"]), "企业 {firm} {month} 重复，请只保留一行")
    for key, column in panel_columns.columns().items():
        if key in rows:
            _check_figures(rows, key, column)


def _is_month(code: object) -> bool:
    try:
        return Period.parse(str(code)).kind == "month"
    except ValueError:
        return False


def _check_figures(rows: pd.DataFrame, key: str, column: panel_columns.PanelColumn) -> None:
    if not pd.api.types.is_numeric_dtype(rows[key]):
        msg = f"{column.name}：须为数，未报留空"
        raise PanelRowError(msg)
    words = f"{column.name}（{column.unit}）：{{{key}}} "
    _refuse(rows, np.isinf(rows[key]), words + "不是有限的数，请核对")
    if column.least is not None:
        _refuse(rows, rows[key] < float(column.least), words + f"小于{column.least}，请核对")
    if column.whole:
        _refuse(rows, rows[key].notna() & (rows[key] % 1 != 0), words + "不是整数，请核对")


def _refuse(rows: pd.DataFrame, wrong: "pd.Series[bool]", words: str) -> None:
    """Refuse the first row that is wrong."""
    if wrong.any():
        row = rows.loc[wrong].iloc[0]
        msg = f"第{row['row']}行：{words.format_map(row.to_dict())}"
        raise PanelRowError(msg)
