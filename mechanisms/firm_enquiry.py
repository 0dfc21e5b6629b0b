"""What a command asks about firms, checked: month, place, measure, list; with words when wrong."""

from data import catalogue, panel, panel_columns
from data.store import Question
from mechanisms import firm_signals
from mechanisms.enquiry import EnquiryError
from mechanisms.firm_drill import Place, own_regions
from mechanisms.firm_lists import LISTS
from mechanisms.firm_measures import measures
from mechanisms.firm_signals import FirmSignals
from metrics.periods import Period
from metrics.wording import join_names


def month(question: Question, code: str) -> Period:
    """Return the month that was asked for, without a code the newest of the panel."""
    known = panel.months(question)
    if not known:
        msg = "这个数据集尚未收到企业月报；入库后再查"
        raise EnquiryError(msg)
    if code and code not in known:
        msg = f"企业月报没有“{code}”；可用：{known[0]} 至 {known[-1]}"
        raise EnquiryError(msg)
    return Period.parse(code or known[-1])


def place(question: Question, region: str, industry: str) -> Place:
    """Return the place that codes name; a county viewer begins in his own county.

    The code of the city itself stands for all of it.
    """
    if region and region not in catalogue.regions():
        msg = f"没有区划代码“{region}”；见 data/regions.csv"
        raise EnquiryError(msg)
    if industry and industry not in catalogue.industries():
        msg = f"行业“{industry}”不是工业大类代码，应形如 C13"
        raise EnquiryError(msg)
    own = own_regions(question)
    is_city = bool(region) and catalogue.regions()[region].kind == "prefecture"
    chosen = "" if is_city else region or (own[0] if own else "")
    return Place(chosen, industry)


def measure(key: str) -> str:
    """Return the key of a column or a ratio."""
    if key not in measures():
        msg = f"没有数据项“{key}”；可用：{join_names(measures())}"
        raise EnquiryError(msg)
    return key


def columns(keys: str) -> tuple[str, ...]:
    """Return the columns that are named, parted by commas."""
    known = panel_columns.columns()
    wanted = tuple(key.strip() for key in keys.split(","))
    if unknown := [key for key in wanted if key not in known]:
        msg = f"没有数据项“{join_names(unknown)}”（比率不单独放行）；可用：{join_names(known)}"
        raise EnquiryError(msg)
    return wanted


def list_key(key: str) -> str:
    """Return the key of a list."""
    if key not in LISTS:
        msg = f"没有名单“{key}”；可用：{join_names(LISTS)}"
        raise EnquiryError(msg)
    return key


def signals(question: Question) -> FirmSignals:
    """Return the kept signals."""
    found = firm_signals.kept_signals(question)
    if found is None:
        msg = "这个时点的信号尚未计算；请先运行 signals"
        raise EnquiryError(msg)
    return found
