"""The list of what serves the mechanisms says what the app has, and no more."""

import ast

import pytest

import app
from data import policies, policy_service
from data.policy_service import served_table, service_of
from data.records import CatalogueError
from data.register_fields import declared
from mechanisms import policy_library
from tests.servers import ROOT

PAGES = {
    module.__name__.rpartition(".")[2] for entries in app.PAGES.values() for module, *_ in entries
}
TITLES = {
    title: module.__name__.rpartition(".")[2]
    for entries in app.PAGES.values()
    for module, title, *_ in entries
}


def is_empty_state(page):
    """Whether a page only says that it is coming."""
    tree = ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return any(name.name == "coming" for node in imports for name in node.names)


SCREENS = served_table().screens


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_served_just_when_the_app_has_its_page(name):
    place = SCREENS[name]
    assert not place.page or place.page in PAGES
    assert not place.page or not is_empty_state(place.page)
    if name in TITLES and not is_empty_state(TITLES[name]):
        assert place.page == TITLES[name]


def test_every_register_of_the_list_is_declared():
    named = {place.register_id for place in SCREENS.values() if place.register_id}
    assert named <= set(declared())


def test_every_exception_is_a_mechanism_whose_screen_exists():
    for key in served_table().not_yet:
        mechanism = policies.entry(key)
        place = SCREENS[mechanism.served_by]
        assert place.page or place.register_id


def test_a_mechanism_without_page_and_register_is_not_served():
    duties = policy_library.duties(list(policies.documents().values()))
    for duty in duties:
        place = SCREENS.get(duty.mechanism.served_by)
        there = place is not None and bool(place.page or place.register_id)
        excepted = duty.mechanism.id in served_table().not_yet
        assert duty.service.served == (there and not excepted)
        assert bool(duty.service.lacking) != duty.service.served


def test_the_counts_by_place_are_those_of_the_mechanisms():
    duties = policy_library.duties(list(policies.documents().values()))
    places = policy_library.by_place(duties)
    assert sum(each.mechanisms for each in places) == len(duties)
    assert sum(each.served for each in places) == sum(duty.service.served for duty in duties)
    summaries = policy_library.summaries()
    assert sum(each.served for each in summaries) == sum(each.served for each in places)


@pytest.mark.parametrize("word", ["首業", "台帐:企业问题", "信贷页"])
def test_an_unknown_screen_is_refused(word):
    mechanism = policies.entry("LH15-M12").model_copy(update={"served_by": word})
    with pytest.raises(CatalogueError, match="served_by"):
        policy_service.check_name(mechanism, "x.yaml")


def test_a_new_register_may_be_named_and_is_not_served():
    mechanism = policies.entry("LH15-M12").model_copy(update={"served_by": "台账:新台账"})
    policy_service.check_name(mechanism, "x.yaml")
    assert service_of(mechanism).lacking == "尚未承载"
