"""A ranking, or one board over many periods, on the command line."""

import sys
from collections.abc import Sequence

from mechanisms import circular_rows as rows_of
from mechanisms import circular_words
from mechanisms.circular import Ranking
from reports.listing import Layout, show_data, show_table


def show_rankings(results: Sequence[Ranking], layout: Layout, *, whole: bool) -> None:
    """Print rankings of one board, oldest first.

    Parameters
    ----------
    whole
        Whether each ranking begins with the row of the whole.
    """
    if layout != "table":
        rows = [row for result in results for row in rows_of.ranking_rows(result, whole=whole)]
        show_data(rows, list(rows_of.ROW_HEADS), layout)
    elif len(results) == 1:
        _show_one(results[0], whole)
    else:
        _show_many(results, whole)


def _show_one(result: Ranking, whole: bool) -> None:
    sys.stdout.write(f"{rows_of.sheet_title(result)}\n{rows_of.provenance(result)}\n")
    columns = rows_of.sheet_columns(result)
    rows = rows_of.sheet_rows(result, whole=whole)
    heads = [(column.head, column.kind != "text") for column in columns]
    show_table(heads, [rows_of.sheet_texts(columns, row) for row in rows])
    notes = enumerate(rows_of.sheet_notes(result), start=1)
    sys.stdout.writelines(f"注{number}：{note}。\n" for number, note in notes)


def _show_many(results: Sequence[Ranking], whole: bool) -> None:
    if not results:
        sys.stdout.write("没有可显示的期别。\n")
        return
    found = [column for result in results for column in rows_of.sheet_columns(result)]
    columns = sorted(set(found), key=found.index)
    rows = [
        [result.period.label, *rows_of.sheet_texts(columns, row)]
        for result in results
        for row in rows_of.sheet_rows(result, whole=whole)
    ]
    heads = [("期别", False), *((column.head, column.kind != "text") for column in columns)]
    first = results[0]
    what = f"{first.dataset.name}{circular_words.title(first)}（{first.ranked_set.name}）"
    sys.stdout.write(f"{what}　性质：{first.dataset.kind_label}\n")
    show_table(heads, rows)
