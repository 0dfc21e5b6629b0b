"""All that was ever said of one firm: months, totals, entries of registers, on both databases."""

from datetime import date

from data import enterprise_rosters, panel, panel_rollup
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import EAST, WEST
from tests.data.test_enterprises import ONE, TWO, listed
from tests.data.test_registers import send

MONTH = "2025-09"


def test_reports_are_versions_and_history_in_one_reading(city):
    register(city, firm(), firm("丙厂", EAST, row=3))
    report(city, month_row(revenue_wan=1.0), month_row(1, "2025-08", row=3, revenue_wan=5.0))
    later = report(city, month_row(revenue_wan=2.0), published=date(2025, 11, 20))
    report(city, month_row(1, "2025-08", deleted=True), published=date(2025, 11, 21))
    question = city.question()
    found = panel.reports(question, 1)
    assert found[["month", "revenue_wan", "deleted"]].fillna(0).values.tolist() == [
        ["2025-08", 5.0, False],
        ["2025-08", 0.0, True],
        [MONTH, 1.0, False],
        [MONTH, 2.0, False],
    ]
    versions = panel.versions(question, 1, MONTH)
    assert versions["batch"].tolist()[::-1] == found["batch"].tolist()[2:]
    newest = found.drop_duplicates("month", keep="last")
    history = panel.history(question, 1)
    assert newest.loc[~newest["deleted"], "month"].tolist() == history["month"].tolist() == [MONTH]
    city.withdraw(later)
    assert panel.reports(city.question(), 1)["revenue_wan"].tolist()[-1] == 1.0
    assert panel.reports(city.question(scope=(EAST,)), 1).empty
    assert panel.reports(question, 9).empty


def test_versions_of_a_total_follow_both_axes_of_time(city):
    register(city, firm(), firm("乙厂", row=3))
    first = report(city, month_row(revenue_wan=1.0), month_row(2, row=3))
    report(city, month_row(2, revenue_wan=7.0), published=date(2025, 11, 20))
    cell = (WEST, "C13", "revenue_wan", MONTH)
    found = panel_rollup.versions(city.question(), *cell)
    assert found[["n", "reported", "total"]].values.tolist() == [[2, 2, 8.0], [2, 1, 1.0]]
    for earlier in ({"vintage": first}, {"as_of": date(2025, 10, 31)}):
        before = panel_rollup.versions(city.question(**earlier), *cell)
        assert before["total"].tolist() == [1.0]
    assert panel_rollup.versions(city.question(scope=(EAST,)), *cell).empty
    own = panel_rollup.versions(city.question(scope=(WEST,)), *cell)
    assert own.astype(str).equals(found.astype(str))


def test_versions_of_a_total_are_of_the_viewers_own_firms(city):
    """A firm that leaves takes its figures out of what its old county is told; others stay."""
    register(city, firm(), firm("乙厂", row=3))
    batch = report(city, month_row(revenue_wan=1.0), month_row(2, revenue_wan=2.0, row=3))
    only = report(city, month_row(2, revenue_wan=5.0, row=3, region=WEST, industry="C13"))
    withdrawn = city.withdraw(only)
    last = report(city, month_row(revenue_wan=4.0), published=date(2025, 11, 20))
    register(city, firm("乙厂", EAST, firm=2))
    cell = (WEST, "C13", "revenue_wan", MONTH)
    columns = ["vintage", "n", "total"]
    everybody = panel_rollup.versions(city.question(), *cell)[columns].values.tolist()
    assert everybody == [[last, 2, 6], [withdrawn, 2, 3], [only, 2, 6], [batch, 2, 3]]
    own = panel_rollup.versions(city.question(scope=(WEST,)), *cell)[columns].values.tolist()
    assert own == [[last, 1, 4], [batch, 1, 1]]
    assert panel_rollup.cells(city.question(scope=(EAST,))).empty


def test_entries_of_a_firm_are_found_by_its_codes_and_by_a_name_of_its_own_only(city):
    register(city, firm("老名", uscc=ONE), firm("同名", row=3), firm("同名", row=4))
    register(city, firm("新名", uscc=TWO, former_uscc=ONE))
    send(
        city,
        listed("一", firm="老名"),
        listed("二", firm="任意", uscc=ONE, row=3),
        listed("三", firm="同名", row=4),
        listed("四", firm="旁人", row=5),
    )

    def keys(number, **question):
        found = enterprise_rosters.entries_of(city.question(**question), "firm_rosters", number)
        return [entry.key for entry in found]

    assert keys(1) == ["一", "二"]
    assert keys(2) == keys(3) == []
    assert keys(1, scope=(EAST,)) == []
