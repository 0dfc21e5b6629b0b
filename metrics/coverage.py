"""What was expected and what came, per unit and indicator."""

import pandas as pd


def coverage(cells: pd.DataFrame) -> pd.DataFrame:
    """Count what was expected and what came, per unit and indicator.

    Parameters
    ----------
    cells
        One row per expected cell: `unit`, `indicator`, `period`, `has_value` (bool).

    Returns
    -------
    DataFrame
        `unit`, `indicator`, `expected`, `present` (int) and `missing` (list of periods, in the
        order of the rows), in the order in which unit and indicator first appear.

    Raises
    ------
    ValueError
        If a cell stands in the table twice.

    Examples
    --------
    >>> cells = pd.DataFrame({"unit": "甲县", "indicator": "营业收入",
    ...                       "period": ["2025-Y02", "2025-Y03"], "has_value": [True, False]})
    >>> coverage(cells)["missing"].tolist()
    [['2025-Y03']]
    """
    _check_unique_cells(cells)
    groups = cells.groupby(["unit", "indicator"], sort=False)
    rows = [(*key, *_coverage_of(part)) for key, part in groups]
    return pd.DataFrame(rows, columns=["unit", "indicator", "expected", "present", "missing"])


def _check_unique_cells(cells: pd.DataFrame) -> None:
    keys = ["unit", "indicator", "period"]
    repeated = cells.loc[cells.duplicated(keys), keys]
    if not repeated.empty:
        cell = "，".join(str(part) for part in repeated.iloc[0])
        msg = f"完整性核对表中有重复：{cell}。每个单位、指标、期别只能有一行"
        raise ValueError(msg)


def _coverage_of(part: pd.DataFrame) -> tuple[int, int, list[object]]:
    present = part["has_value"].eq(True).fillna(False)
    return len(part), int(present.sum()), part.loc[~present, "period"].tolist()
