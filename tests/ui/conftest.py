"""Pages over small cities and the shipped samples, run in this process."""

import pytest
import streamlit as st

from tests.mechanisms.conftest import declared as declared
from tests.mechanisms.conftest import sample as sample
from tests.mechanisms.conftest import shipped_datasets as shipped_datasets
from tests.mechanisms.conftest import sqlite_place as sqlite_place
from tests.mechanisms.conftest import sqlite_samples as sqlite_samples


@pytest.fixture(autouse=True)
def no_cached_answers():
    """Answers of another test's city of the same name are not shown here."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
