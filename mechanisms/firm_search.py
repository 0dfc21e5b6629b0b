"""What a search for firms found, as a table that leads to their cards."""

from collections.abc import Mapping
from typing import Any

from data import enterprise_search
from data.enterprise_search import Found
from data.store import Question
from mechanisms.firm_drill import industry_name, region_name
from mechanisms.linked_tables import Cell, Column, Table, card_way

MOST = 50


def search(question: Question, text: str) -> Found:
    """Return the firms that a text means, within the viewer's scope; at most `MOST` of them."""
    return enterprise_search.search(question, text, MOST)


def hits(found: Found) -> Table:
    """Return the firms that were found."""
    columns = (
        Column("企业"),
        Column("统一社会信用代码"),
        Column("地区"),
        Column("行业", wide=True),
        Column("编号", "figure"),
    )
    rows = tuple(_cells(row) for row in found.firms.to_dict("records"))
    ways = "、".join(found.ways)
    shown = f"，列出前{len(rows)}家" if found.count > len(rows) else ""
    return Table(
        "查找",
        f"查找“{found.text}”：{found.count:,}家{shown}",
        f"按{ways}查找，只在您可见的企业中" if ways else "",
        columns,
        rows,
        "" if rows else _nothing(found),
    )


def _nothing(found: Found) -> str:
    return (
        f"可见的企业中没有“{found.text}”。可输入名称的一部分、名称拼音首字母、"
        "统一社会信用代码的开头（至少4位）或编号。"
    )


def _cells(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    number = str(row["firm"])
    return (
        Cell(str(row["name"]), leads=card_way(int(number))),
        Cell(str(row["uscc"]) or "未登记"),
        Cell(region_name(str(row["region"]))),
        Cell(industry_name(str(row["industry"]))),
        Cell(number),
    )
