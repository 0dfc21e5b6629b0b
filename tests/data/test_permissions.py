"""Who may do what, and how far they see."""

import pytest

from data import permissions
from data.datasets import dataset
from data.permissions import PermissionDeniedError, Viewer, may, require

CITY = ("430500",)
OWN = ("430500", "430581")
ALL = None
NO = "no"
COLUMNS = ("leader", "official", "analyst", "county", "enterprise")
EXPECTED = {
    "view_home": (ALL, ALL, ALL, OWN, CITY),
    "view_weekly": (ALL, ALL, ALL, NO, NO),
    "view_monthly": (ALL, ALL, ALL, NO, NO),
    "view_quarterly": (ALL, ALL, ALL, NO, NO),
    "view_alerts": (ALL, ALL, ALL, OWN, NO),
    "handle_alert": (ALL, ALL, ALL, OWN, NO),
    "view_actions": (ALL, ALL, ALL, OWN, NO),
    "assign_action": (ALL, ALL, NO, NO, NO),
    "answer_action": (NO, ALL, NO, OWN, NO),
    "view_ranking": (ALL, ALL, ALL, ALL, NO),
    "view_bulletins": (ALL, ALL, ALL, ALL, NO),
    "view_drafts": (ALL, ALL, ALL, NO, NO),
    "edit_bulletin": (NO, ALL, NO, NO, NO),
    "edit_record": (NO, ALL, ALL, NO, NO),
    "sign_record": (ALL, NO, NO, NO, NO),
    "issue_bulletin": (ALL, NO, NO, NO, NO),
    "view_intake": (NO, ALL, ALL, NO, NO),
    "intake": (NO, ALL, NO, NO, NO),
    "view_targets": (ALL, ALL, ALL, OWN, NO),
    "record_progress": (NO, ALL, NO, OWN, NO),
    "view_credit": (ALL, ALL, ALL, OWN, NO),
    "report_withdrawal": (NO, ALL, NO, OWN, NO),
    "view_enterprises": (ALL, ALL, ALL, OWN, NO),
    "release_totals": (NO, ALL, NO, NO, NO),
    "view_employment": (ALL, ALL, ALL, OWN, NO),
    "view_policies": (ALL, ALL, ALL, OWN, CITY),
    "view_indicators": (ALL, ALL, ALL, OWN, CITY),
    "view_overview": (NO, ALL, ALL, NO, NO),
    "view_origin": (ALL, ALL, ALL, OWN, CITY),
    "export": (ALL, ALL, ALL, ALL, NO),
    "no_such_action": (NO, NO, NO, NO, NO),
}
CASES = [
    (role, action, reach)
    for action, row in EXPECTED.items()
    for role, reach in zip(COLUMNS, row, strict=True)
]


def test_every_role_and_action_of_the_table_is_expected_here():
    roles = permissions.roles()
    assert tuple(roles) == COLUMNS
    actions = {action for role in roles.values() for action in role.actions}
    assert actions == EXPECTED.keys() - {"no_such_action"}
    assert permissions.default_role() == "official"


@pytest.mark.parametrize(("role", "action", "reach"), CASES)
def test_role_may_do_what_the_table_says_and_sees_as_far(role, action, reach):
    viewer = Viewer(role, "430581")
    assert may(viewer, action) == (reach != NO)
    if reach == NO:
        with pytest.raises(PermissionDeniedError, match="没有此项权限"):
            require(viewer, action, dataset("shaoyang"))
    else:
        assert require(viewer, action, dataset("shaoyang")) == reach


@pytest.mark.parametrize("role", ["", "admin", "LEADER", "leader "])
def test_unknown_role_is_denied(role):
    assert not may(Viewer(role), "view_home")
    with pytest.raises(PermissionDeniedError):
        require(Viewer(role, "430581"), "view_home", dataset("shaoyang"))


@pytest.mark.parametrize("region", ["", "430500", "430100", "411121", "430501", "999999"])
@pytest.mark.parametrize("action", ["view_home", "view_ranking"])
def test_county_viewer_without_a_county_of_the_city_is_denied(region, action):
    with pytest.raises(PermissionDeniedError, match="须先选择"):
        require(Viewer("county", region), action, dataset("shaoyang"))


def test_listed_unit_has_a_county_viewer_too():
    assert require(Viewer("county", "430500K"), "view_home", dataset("shaoyang")) == (
        "430500",
        "430500K",
    )
    assert require(Viewer("county", "411100S"), "view_home", dataset("luohe-2015")) == (
        "411100",
        "411100S",
    )


def test_region_of_a_viewer_who_is_no_county_widens_nothing():
    assert require(Viewer("enterprise", "430581"), "view_home", dataset("shaoyang")) == CITY
    assert require(Viewer("enterprise", "411121"), "view_home", dataset("luohe-2015")) == (
        "411100",
    )
