"""Templates of firms' files for download: the viewer's firms filled in, the figures left open."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from data import enterprises
from data.datasets import Dataset
from data.store import Question
from ui.exports import KINDS
from ui.template_button import months_of

Builder = Callable[[Dataset, pd.DataFrame, str], bytes]
"""Makes a file of the dataset, firms and month."""


def popover(
    dataset: Dataset, question: Question | None, builders: Mapping[tuple[str, str], Builder]
) -> None:
    """Offer templates of firms' files.

    Parameters
    ----------
    question
        Whose firms are filled in; None for a viewer who may not see single firms: none are.
    builders
        By name of the file and its ending.
    """
    with st.popover("企业模板", icon=":material/factory:"):
        names = list(dict.fromkeys(name for name, _ in builders))
        chosen = st.segmented_control("文件", names, default=names[0], key="firm_template_kind")
        month = st.selectbox(
            "月份（裁员率认定取其年度）", months_of(dataset), key="firm_template_month"
        )
        filled = "已登记的企业已填好" if question else "没有查看企业的权限，只有表头"
        note = f"{filled}；没有上报的留空，不要填 0。填好后在本页上传。"
        st.markdown(f":small[:gray[{note}]]")
        for (name, ending), build in builders.items():
            if name == chosen:
                _button(dataset, question, (name, ending), str(month), build)


def _button(
    dataset: Dataset,
    question: Question | None,
    what: tuple[str, str],
    month: str,
    build: Builder,
) -> None:
    name, ending = what
    label, mime = KINDS[ending]
    st.download_button(
        label,
        data=lambda: build(dataset, _firms(question), month),
        file_name=f"{dataset.name}_{name}_{month}.{ending}",
        mime=mime,
        on_click="ignore",
        key=f"firm_template_{name}_{ending}",
    )


def _firms(question: Question | None) -> pd.DataFrame:
    """Return the viewer's firms, none for a viewer who may not see any."""
    if question is None:
        return pd.DataFrame(columns=list(enterprises.COLUMNS))
    return enterprises.firms(question)
