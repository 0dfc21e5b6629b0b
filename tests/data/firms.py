"""Firms of the small city, and months of theirs, as tests take them in."""

from datetime import date

import pandas as pd

from data import datasets, enterprise_commits, panel_commits, panel_files, storage
from data.loading import Head
from tests.data.small_city import WEST


def head(name="企业.csv", published=date(2025, 10, 20), kind="reported", **changes):
    given = {
        "title": "企业",
        "file_name": name,
        "sha256": "0" * 64,
        "source": "经信局",
        "kind": kind,
        "sender": "经信局",
        "published_at": published,
        "published_assumed": False,
    }
    return Head(**(given | changes))


def firm(name="甲厂", region=WEST, industry="C13", row=2, **more):
    return {"name": name, "region": region, "industry": industry, "row": row} | more


def register(city, *rows, **changes):
    """Take firms in; return the vintage."""
    with storage.writing(city.key) as connection:
        kind = datasets.dataset(city.key).kind
        return enterprise_commits.commit(connection, kind, head(**changes), pd.DataFrame(rows))


def month_row(firm=1, month="2025-09", row=2, **figures):
    return {"firm": firm, "month": month, "row": row} | figures


def report(city, *rows, **changes):
    """Take months of firms in; return the vintage."""
    return bring_in(city, panel_commits.stage(city.key, pd.DataFrame(rows)), **changes)


def bring_in(city, staged, **changes):
    with storage.writing(city.key) as connection:
        kind = datasets.dataset(city.key).kind
        return panel_commits.commit(connection, kind, head("月报.csv", **changes), staged)


def files(city):
    """Names of the files that lie in the folder of the panel."""
    with storage.reading(city.key) as connection:
        place = panel_files.folder(connection)
    return sorted(path.name for path in place.iterdir()) if place else []
