"""Question 8: a month of many firms comes in as a file, against pandas only reading it."""

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.databases import environment
from benchmarks.tables import goal, table
from data import creation, datasets, panel_columns, store
from data.store import Question
from mechanisms import intake
from tests.data.small_city import declare
from tests.firm_files import as_csv, as_parquet, as_xlsx, code, register_table

FIRMS = 50_000
CITY = "benchmark-firms"
WHY = "基准测试所用的数字，按生成规则核对过"
MOST_SECONDS = 5.0
READERS: dict[str, Callable[[io.BytesIO], pd.DataFrame]] = {
    "csv": pd.read_csv,
    "xlsx": lambda file: pd.read_excel(file, engine="calamine"),
    "parquet": pd.read_parquet,
}
WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "parquet": as_parquet}
HEAD = ("{count} firms, CPU seconds", "preview", "commit", "pandas only reads")


def run() -> str:
    """Take in a register and a month in each form; return the results as Markdown."""
    with environment({}) as folder:
        os.environ["GONGKUANG_DATASETS"] = f"{folder}/declared"
        declare(Path(folder) / "declared", CITY)
        creation.ensure(CITY)
        rows = [_row("register, csv", as_csv(register_table(FIRMS)), "csv")]
        for number, (form, write) in enumerate(WRITERS.items(), start=7):
            content = write(month(FIRMS, f"2025-{number:02d}"))
            rows.append(_row(f"month of 12 columns, {form}", content, form))
    slowest = max(preview + commit for _, preview, commit, _ in rows[1:])
    head = (HEAD[0].format(count=f"{FIRMS:,}"), *HEAD[1:])
    shown = [(name, *(f"{seconds:.2f}" for seconds in rest)) for name, *rest in rows]
    said = f"- slowest month, previewed and committed: {slowest:.1f} s CPU; "
    return f"{table(head, shown)}\n\n{said}{goal(slowest, MOST_SECONDS, ' s')}"


def month(firms: int, code_of_month: str) -> pd.DataFrame:
    """Return a month of all columns, drawn anew around the size of each firm."""
    sizes = np.random.default_rng(1).lognormal(5, 1, firms)
    chance = np.random.default_rng(int(code_of_month[-2:]))
    given = {"信用代码": [code(number) for number in range(1, firms + 1)], "月份": code_of_month}
    for column in panel_columns.columns().values():
        share = 0.5 if column.name == "企业参保人数" else 1  # of the staff
        drawn = share * sizes * chance.lognormal(0, 0.1, firms)
        given[f"{column.name}（{column.unit}）"] = drawn.round(0 if column.whole else 2)
    return pd.DataFrame(given)


def _row(name: str, content: bytes, form: str) -> tuple[str, float, float, float]:
    question = Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY))
    receipt = intake.receive(question, f"企业.{form}", content, "command", "基准")
    start = time.process_time()
    shown = intake.preview(question, receipt)
    previewed = time.process_time()
    intake.commit(shown, {each.rule.id: WHY for each in shown.to_explain}, "基准")
    committed = time.process_time()
    READERS[form](io.BytesIO(content))
    return name, previewed - start, committed - previewed, time.process_time() - committed
