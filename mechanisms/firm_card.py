"""企业卡: everything known of one firm; one result for page, documents and command line."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data import catalogue, datasets, enterprises, panel, panel_columns, store
from data.datasets import Dataset
from data.store import Question
from mechanisms import (
    firm_card_anomalies,
    firm_card_figures,
    firm_card_layoffs,
    firm_card_loans,
    firm_card_places,
    firm_card_subjects,
    firm_card_trend,
)
from mechanisms.credit_cases import firm_question
from mechanisms.enquiry import EnquiryError
from mechanisms.firm_card_anomalies import Anomalies
from mechanisms.firm_card_figures import FirmMonths, Line, Revision
from mechanisms.firm_card_layoffs import Layoffs
from mechanisms.firm_card_loans import Loans, Membership
from mechanisms.firm_card_places import Place
from mechanisms.firm_card_subjects import Belonging
from mechanisms.firm_card_trend import Trend
from metrics.periods import Period
from metrics.wording import join_names

BESIDE = {"electricity_wan_kwh": "output_wan"}
"""Which column is drawn beside the chosen one; of all others it is electricity."""


class NoFirmError(EnquiryError):
    """There is no such firm for this viewer, on this day and at this version."""


@dataclass(frozen=True)
class Description:
    """What one batch said of who a firm is; texts are empty where they are not known."""

    name: str
    uscc: str
    region: str
    region_name: str
    industry: str
    industry_name: str
    size: str
    founded: date | None
    tags: tuple[str, ...]
    batch: int
    row: int
    published_at: date


@dataclass(frozen=True, eq=False)
class FirmCard:
    """One firm.

    Attributes
    ----------
    described
        The description that counts; `earlier` are those before, newest first.
    month
        The newest month of the panel, whether this firm reported it or not; None without any.
    chosen
        The column of which trend, anomalies and places are told.
    lines
        All columns at `month`; empty without a month.
    sources, published_at, assumed
        Of the newest month that the firm reported.
    """

    question: Question
    dataset: Dataset
    firm: int
    described: Description
    earlier: tuple[Description, ...]
    memberships: tuple[Membership, ...]
    belongings: tuple[Belonging, ...]
    month: Period | None
    last_heard: Period | None
    chosen: str
    lines: tuple[Line, ...]
    trend: Trend | None
    anomalies: Anomalies | None
    places: tuple[Place, ...]
    loans: Loans | None
    layoffs: Layoffs | None
    revisions: tuple[Revision, ...]
    sources: tuple[str, ...]
    published_at: date | None
    assumed: bool

    def line(self, key: str) -> Line:
        """Return a column at the newest month."""
        return next(line for line in self.lines if line.key == key)

    @property
    def held_rosters(self) -> tuple[Membership, ...]:
        """The rosters on which the firm stands on the day."""
        return tuple(each for each in self.memberships if each.holds)

    @property
    def beside(self) -> str:
        """The column that is drawn beside the chosen one."""
        return BESIDE.get(self.chosen, "electricity_wan_kwh")


def card(question: Question, firm: int, column: str = "") -> FirmCard:
    """Return the card of a firm.

    Parameters
    ----------
    question
        Of a viewer of a county it shows firms of that county only.
    column
        A column of the panel; empty is the first one that the firm ever reported.

    Raises
    ------
    NoFirmError
        If the viewer may see no such firm: it lies elsewhere, was not registered by then, or
        does not exist; which of these is not told.
    EnquiryError
        If the panel has no such column.
    """
    if column and column not in panel_columns.columns():
        msg = f"没有数据项“{column}”；可用：{join_names(panel_columns.columns())}"
        raise EnquiryError(msg)
    own = firm_question(question)
    descriptions = [_description(row) for row in _rows(enterprises.history(own, firm))]
    if not descriptions:
        msg = (
            f"没有找到编号为{firm}的企业：可能编号不对、不在您的权限范围内，"
            "或在所选时点之前尚未登记。请在“企业透视”中按名称或代码查找"
        )
        raise NoFirmError(msg)
    months = firm_card_figures.firm_months(own, firm)
    known = panel.months(own)
    at = Period.parse(known[-1]) if known else None
    return _card(own, months, descriptions, at, column or _first_reported(months))


def _card(
    own: Question,
    months: FirmMonths,
    descriptions: list[Description],
    at: Period | None,
    chosen: str,
) -> FirmCard:
    lines = firm_card_figures.lines(months, at) if at else ()
    by_key = {line.key: line for line in lines}
    heard = max(map(Period.parse, months.newest), default=None)
    sources = _sources(own, months, heard)
    firm = months.firm
    return FirmCard(
        question=own,
        dataset=datasets.dataset(own.dataset),
        firm=firm,
        described=descriptions[0],
        earlier=tuple(descriptions[1:]),
        memberships=firm_card_loans.memberships(own, firm),
        belongings=firm_card_subjects.belongings(own, firm),
        month=at,
        last_heard=heard,
        chosen=chosen,
        lines=lines,
        trend=firm_card_trend.trend(months, chosen, at) if at else None,
        anomalies=firm_card_anomalies.anomalies(own, months, at) if at else None,
        places=firm_card_places.places(own, firm, by_key[chosen]) if at else (),
        loans=firm_card_loans.loans(own, firm, by_key[firm_card_loans.BALANCE]) if at else None,
        layoffs=firm_card_layoffs.layoffs(own, firm, at) if at else None,
        revisions=firm_card_figures.revisions(months),
        sources=tuple(dict.fromkeys(source for _, source, _, _ in sources)),
        published_at=max((day for _, _, day, _ in sources), default=None),
        assumed=any(assumed for _, _, _, assumed in sources),
    )


def _first_reported(months: FirmMonths) -> str:
    keys = list(panel_columns.columns())
    rows = months.newest.values()
    given = {key for row in rows for key in keys if key in row and row[key] == row[key]}
    return next((key for key in keys if key in given), keys[0])


def _sources(
    question: Question, months: FirmMonths, heard: Period | None
) -> list[tuple[int, str, date, bool]]:
    """Return batch, source, day and whether the day is assumed, of the newest month heard."""
    if heard is None:
        return []
    return store.batch_sources(question, months.batches(heard))


def _rows(found: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): cell for key, cell in row.items()} for row in found.to_dict("records")]


def _description(row: dict[str, object]) -> Description:
    region, industry = str(row["region"]), str(row["industry"])
    founded, published, tags = row["founded"], row["published_at"], row["tags"]
    assert isinstance(published, date)  # noqa: S101 - a batch has its day
    assert isinstance(tags, tuple)  # noqa: S101 - as the register gives them
    return Description(
        name=str(row["name"]),
        uscc=str(row["uscc"]),
        region=region,
        region_name=catalogue.regions()[region].name,
        industry=industry,
        industry_name=catalogue.industries()[industry],
        size=str(row["size"]),
        founded=founded if isinstance(founded, date) else None,
        tags=tags,
        batch=int(str(row["batch"])),
        row=int(str(row["row"])),
        published_at=published,
    )
