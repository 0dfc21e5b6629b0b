"""What somebody asks in writing (dataset, period, region, day), turned into a question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from data import catalogue, creation, datasets, permissions, store
from data.catalogue import Indicator
from data.datasets import Dataset
from data.permissions import Viewer
from data.store import Question
from mechanisms.board_table import Board
from mechanisms.circular import Ranking, rank_panel
from mechanisms.region_panel import RegionPanel, region_panel
from metrics.periods import Period, check_january
from metrics.wording import join_names

ALL = "all"
YEAR_MONTH_LENGTH = len("2025-09")
MEASURE_WORDS = {"growth": "增速", "level": "总量", "published_place": "公布位次"}


class EnquiryError(ValueError):
    """A question that has no answer as it was put; the text says what can be asked."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the refusal of a value (a period, a day) into an `EnquiryError`."""
    try:
        yield
    except ValueError as error:
        raise EnquiryError(str(error)) from error


def served_dataset(key: str = "") -> Dataset:
    """Return a served dataset, the first one for an empty key.

    Raises
    ------
    EnquiryError
        If it is not served here; the text lists those that are.
    """
    served = datasets.served()
    if not key:
        return next(iter(served.values()))
    if key not in served:
        msg = f"没有数据集“{key}”；可用：{join_names(served)}"
        raise EnquiryError(msg)
    return served[key]


def question(
    viewer: Viewer,
    action: str,
    dataset: Dataset,
    *,
    as_of: str = "",
    vintage: int | None = None,
    ensure: Callable[[str], object] = creation.ensure,
) -> Question:
    """Return the question of a viewer: permission first, then the data is made if need be.

    Parameters
    ----------
    as_of
        A day such as 2025-10-20; empty is the business date. A later day is refused: what was
        published after the business date is not yet to be seen.
    vintage
        A sequence of this dataset; None is the newest.
    ensure
        Makes the dataset when it is first used.

    Raises
    ------
    PermissionDeniedError
        If the viewer may not do this.
    EnquiryError
        If the day or the vintage does not exist here.
    """
    scope = permissions.require(viewer, action, dataset)
    day = _day(dataset, as_of)
    ensure(dataset.id)
    newest = store.newest_vintage(dataset.id)
    if vintage is not None and not 0 <= vintage <= newest:
        msg = f"数据集 {dataset.id} 没有数据版本 {vintage}；可用：0 至 {newest}"
        raise EnquiryError(msg)
    return Question(dataset.id, day, newest if vintage is None else vintage, scope)


def _day(dataset: Dataset, text: str) -> date:
    if not text:
        return dataset.today
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        msg = f"日期“{text}”无法识别；写法如 2025-10-20"
        raise EnquiryError(msg) from error
    if day > dataset.today:
        msg = f"数据时点 {day} 晚于业务日期 {dataset.today}；请改用业务日期或更早的日期"
        raise EnquiryError(msg)
    return day


def period_of(indicator: Indicator, text: str) -> Period:
    """Read a period: a year and month in the indicator's own kind, or any code of a period.

    Examples
    --------
    >>> period_of(catalogue.indicators()["value_added"], "2025-09").code
    '2025-Y09'

    Raises
    ------
    EnquiryError
        If the text is no period, or a January that the indicator does not have.
    """
    with said_plainly():
        month = len(text) == YEAR_MONTH_LENGTH and text[5:].isdigit()
        period = indicator.period(text) if month else Period.parse(text)
        check_january(period, indicator.has_january)
        return period


def region_of(dataset: Dataset, text: str) -> str:
    """Return the code of a region given by code or by name, in the context of a city.

    Raises
    ------
    EnquiryError
        If no region of the dataset is called so.
    """
    names = {ranked.whole_name: ranked.whole for ranked in dataset.ranked_sets}
    codes = list(
        dict.fromkeys(
            code
            for ranked in dataset.ranked_sets
            for code in (ranked.whole, *ranked.members, *ranked.listed)
        )
    )
    for code in reversed(codes):
        region = catalogue.regions()[code]
        names |= {region.code: code, region.name: code, region.short_name: code}
    code = names.get(text) or catalogue.region_names().get(text, "")
    if code not in codes:
        known = join_names(catalogue.regions()[known].name for known in codes)
        msg = f"{dataset.name}没有单位“{text}”；可用：{known}"
        raise EnquiryError(msg)
    return code


def rankings(asked: Question, board: Board, period: str = "") -> list[Ranking]:
    """Rank a board in the period that is asked for.

    Parameters
    ----------
    period
        A year and month, a code of a period, `all` (oldest first), or empty for the newest.

    Raises
    ------
    EnquiryError, CatalogueError
        If there is no such indicator, set, group or period; a period counts as absent where
        no unit's figure is known by the day and vintage of the question.
    """
    datasets.dataset(asked.dataset).indicator(board.indicator)
    source = region_panel(asked, board.indicator, board.ranked_set)
    _check_group(source, board.group)
    known = source.periods(board.measure)
    absent = source.dataset.why_absent(board.indicator, board.measure)
    if absent and not known:
        msg = f"无此数据：{source.dataset.name}{source.indicator.name}，{absent}"
        raise EnquiryError(msg)
    chosen = _chosen_periods(asked, source, board, period)
    return [rank_panel(asked, source, board, each) for each in chosen]


def ranking_of(asked: Question, board: Board, period: str = "") -> Ranking:
    """Rank a board in one period, the newest for an empty one.

    Raises
    ------
    EnquiryError, CatalogueError
        As :func:`rankings`; all periods at once are refused.
    """
    if period == ALL:
        msg = "一次只能取一期；请写明期别，如 2025-09"
        raise EnquiryError(msg)
    return rankings(asked, board, period)[0]


def _check_group(source: RegionPanel, group: str) -> None:
    known = [entry.id for entry in source.ranked_set.groups]
    if group and group not in known:
        msg = f"排名范围“{source.ranked_set.name}”没有分组“{group}”；可用：{join_names(known)}"
        raise EnquiryError(msg)


def _chosen_periods(asked: Question, source: RegionPanel, board: Board, text: str) -> list[Period]:
    known = source.periods(board.measure)
    if text == ALL:
        return known[::-1]
    wanted = period_of(source.indicator, text) if text else None
    if known and wanted is None:
        return known[:1]
    if wanted is None or wanted not in known:
        raise EnquiryError(_unknown_period(asked, source, board, wanted))
    return [wanted]


def _unknown_period(
    asked: Question, source: RegionPanel, board: Board, wanted: Period | None
) -> str:
    known = source.periods(board.measure)
    span = f"已有 {known[-1].label} 至 {known[0].label}" if known else "尚无任何一期"
    what = f"{source.dataset.name}{source.indicator.name}{MEASURE_WORDS[board.measure]}"
    label = wanted.label if wanted else "各期"
    return f"{what}：没有{label}的数据（数据时点 {asked.as_of}，数据版本 {asked.vintage}）；{span}"
