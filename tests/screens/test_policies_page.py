"""政策库: every document, article, entry and reading stands on the page as it is in the files."""

import re
from html import escape

import pytest

from data import policies
from data.policy_words import FORM_WORDS
from mechanisms import policy_library
from tests.screens.conftest import LUOHE, SHAOYANG
from tests.screens.rendering import html, run_page, shows

ALL = list(policies.documents().values())


@pytest.fixture
def page(books):
    """Run the page: `page(dataset=..., document=...)`."""

    def run(**query):
        return run_page("policies", **({"dataset": LUOHE} | query))

    return run


def numbers(app):
    """The numbers of entries and switches that begin a cell, in order."""
    text = "".join(html(app))
    return re.findall(r'data-head="编号">(?:<a[^>]*>|<span[^>]*>)*([A-Z]+\d+-[A-Z]\d+)', text)


def test_the_library_lists_every_document_with_its_counts(page):
    app = page(document="all")
    for each in ALL:
        assert shows(app, escape(each.title))
        assert shows(app, f"policies?dataset={LUOHE}&amp;document={each.id}")
    summaries = policy_library.summaries()
    duties = sum(each.mechanisms for each in summaries)
    served = sum(each.served for each in summaries)
    assert shows(app, f"机制已有承载{served}项，尚未承载{duties - served}项")
    assert len(numbers(app)) == duties
    assert [each.label for each in app.main.expander] == [
        f"工作机制逐项列出（{duties}项；可先在右上选形式）"
    ]
    assert shows(app, "征求意见稿")


@pytest.mark.parametrize("document", ALL, ids=lambda each: each.id)
def test_the_articles_hold_every_entry_once(page, document):
    app = page(document=document.id, sort="all")
    assert sorted(numbers(app)) == sorted(entry.id for entry in document.entries)
    badge = {"draft_for_comment": "征求意见稿", "in_force": "现行文件", "defers": "外引文件"}
    assert shows(app, badge[document.status])
    for target in document.targets:
        assert shows(app, f"id={target.id}")


def test_the_page_begins_with_the_targets_of_the_citys_own_document(page):
    assert sorted(numbers(page())) == sorted(t.id for t in policies.document("luohe-2015").targets)


def test_one_article_can_be_asked_for(page):
    app = page(document="wenzhou-2020", article="五")
    wanted = [e.id for e in policies.document("wenzhou-2020").entries if e.article == "五"]
    assert sorted(numbers(app)) == sorted(wanted)


@pytest.mark.parametrize("form", FORM_WORDS)
def test_mechanisms_are_filtered_by_form(page, form):
    app = page(document="all", form=form)
    wanted = [m.id for each in ALL for m in each.mechanisms if m.form == form]
    assert sorted(numbers(app)) == sorted(wanted)


@pytest.mark.parametrize("document", ALL, ids=lambda each: each.id)
def test_readings_show_the_default_and_the_other_options(page, document):
    app = page(document=document.id, view="readings")
    assert numbers(app) == [switch.id for switch in document.switches]
    for switch in document.switches:
        assert shows(app, f"{escape(switch.option('').text)}（默认）")


def test_a_target_leads_to_its_page_where_its_document_is_tracked(page):
    here = page(document="luohe-2015")
    assert shows(here, f"target?dataset={LUOHE}&amp;document=luohe-2015&amp;id=LH15-T01")
    elsewhere = page(document="wenzhou-2020", dataset=SHAOYANG)
    assert shows(elsewhere, "target?dataset=wenzhou-2020&amp;document=wenzhou-2020&amp;id=WZ20-T06")
