"""Downloads: the same result object as the screen, built only when asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from data.catalogue import regions
from data.datasets import Dataset
from mechanisms.circular import Ranking
from ui import load
from ui.session import question_for

MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "csv": "text/csv",
}
KINDS = {"xlsx": ("Excel 表（.xlsx）", MIMES["xlsx"]), "csv": ("文本表（.csv）", MIMES["csv"])}
SAME_RESULT = "与本页同一结果；模拟数据在文件中标明。"
Builder = Callable[[Ranking], bytes]


@dataclass(frozen=True)
class Offer:
    """A file that can be downloaded.

    Attributes
    ----------
    name
        Of the file, without its ending; simulated data are marked before it.
    build
        Makes the file when it is asked for.
    """

    label: str
    name: str
    ending: str
    build: Callable[[], bytes]


def popover(dataset: Dataset, offers: Sequence[Offer], said: str = SAME_RESULT) -> None:
    """Offer files of one result, to those who may export."""
    if question_for("export") is None:
        return
    with st.popover("导出", icon=":material/download:"):
        st.markdown(f":small[:gray[{said}]]")
        for each in offers:
            offer(dataset, each)


def offer(dataset: Dataset, each: Offer) -> None:
    """Draw the button of one file; its name says first that data are simulated."""
    mark = "模拟数据_" if dataset.kind == "simulated" else ""
    st.download_button(
        each.label,
        data=each.build,
        file_name=f"{mark}{each.name}.{each.ending}",
        mime=MIMES[each.ending],
        on_click="ignore",
    )


def ranking_popover(shown: Ranking, builders: Mapping[str, Builder]) -> None:
    """Offer the ranking table for download, to those who may export, within that scope.

    `builders` gives, by file ending, the function that makes the file from the result.
    """
    question = question_for("export")
    if question is None:
        return
    result = load.ranking(question, shown.board, shown.period.code)
    with st.popover("导出", icon=":material/download:"):
        st.markdown(f":small[:gray[{SAME_RESULT}]]")
        for ending, build in builders.items():
            _button(result, ending, build)


def _button(result: Ranking, ending: str, build: Builder) -> None:
    label, mime = KINDS[ending]
    st.download_button(
        label,
        data=lambda: build(result),
        file_name=file_name(result, ending),
        mime=mime,
        on_click="ignore",
    )


def file_name(result: Ranking, ending: str) -> str:
    """Return a file name that says what is inside, simulated data first."""
    simulated = "模拟数据_" if result.dataset.kind == "simulated" else ""
    way = "增速" if result.board.by == "growth" else "总量"
    groups = [f"{g.name}组" for g in result.ranked_set.groups if g.id == result.board.group]
    units = (groups or [result.ranked_set.name])[0]
    place = regions()[result.whole.code].name
    subject = f"{place}{units}_{result.period.label}_{result.indicator.name}_{way}排名"
    return f"{simulated}{subject}.{ending}"
