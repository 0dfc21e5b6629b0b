"""Blank templates for download: the units of the city filled in, the figures left open."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from data.datasets import Dataset
from ui.exports import KINDS

Builder = Callable[[Dataset, Sequence[str], str], bytes]


def popover(dataset: Dataset, builders: Mapping[str, Builder]) -> None:
    """Offer blank templates of the indicators of the first ranked set for a month.

    Parameters
    ----------
    builders
        By file ending, the function that makes the file of dataset, indicators and month.
    """
    indicators = list(dataset.ranked_sets[0].indicators)
    with st.popover("填报模板", icon=":material/download:"):
        names = {key: dataset.indicator(key).short_name for key in indicators}
        chosen = st.pills(
            "指标",
            indicators,
            selection_mode="multi",
            default=list(dataset.circular.indicators),
            format_func=names.__getitem__,
            key="template_indicators",
        )
        months = months_of(dataset)
        month = st.selectbox("期末月份", months, key="template_month")
        st.markdown(":small[:gray[单位已填好；没有上报的填“未报”，不要填 0。填好后在本页上传。]]")
        for ending, build in builders.items():
            _button(dataset, list(chosen or indicators), str(month), ending, build)


def _button(
    dataset: Dataset, indicators: list[str], month: str, ending: str, build: Builder
) -> None:
    label, mime = KINDS[ending]
    st.download_button(
        label,
        data=lambda: build(dataset, indicators, month),
        file_name=f"{dataset.name}_填报模板_{month}.{ending}",
        mime=mime,
        on_click="ignore",
        key=f"template_{ending}",
    )


def months_of(dataset: Dataset) -> list[str]:
    """Return the last twelve months up to the business date, newest first."""
    last = dataset.today.year * 12 + dataset.today.month - 1
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(last, last - 12, -1)]
