"""When a page fails: one Chinese sentence and a reference number; details go to the log."""

import logging
import secrets

import streamlit as st

from data.records import CatalogueError
from data.storage import StorageError

LOG = logging.getLogger("gongkuang")


def show(error: Exception) -> bool:
    """Tell the viewer what happened and what to do; return True, so that nothing else is shown.

    Errors whose text is meant for users are shown as they are; any other one is a fault of the
    program and gets a reference number under which the log keeps the details.
    """
    if isinstance(error, CatalogueError | StorageError):
        LOG.warning("refused: %s", error)
        st.error(str(error))
        return True
    reference = secrets.token_hex(3)
    LOG.error("fault %s", reference, exc_info=error)
    st.error("这一页没有算出来，已入库的数据不受影响。请刷新重试；仍不行请把参考号告诉管理员。")
    st.markdown(f":small[:gray[参考号 {reference}]]")
    return True
