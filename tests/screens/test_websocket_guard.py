"""No figure is sent past navigation, `require` and the scope, from the first request on."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from data import catalogue, datasets, enterprises, store
from data.store import Question
from metrics.growth import growth_phrase
from tests.screens.conftest import LUOHE, SHAOYANG
from tests.servers import ROOT, AppServer, copy_of_app
from tests.sockets import Answer, Visitor

FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
TITLES = {
    "": "首页",
    "home": "首页",
    "weekly": "周研判",
    "monthly": "月分析",
    "quarterly": "季度与年度",
    "alerts": "预警",
    "actions": "督办",
    "meeting": "会议模式",
    "ranking": "月度排名",
    "bulletins": "通报",
    "intake": "数据入库",
    "targets": "目标督办",
    "target": "目标",
    "credit": "信贷",
    "enterprises": "企业透视",
    "enterprise": "企业卡",
    "employment": "稳岗用工",
    "policies": "政策库",
    "indicators": "指标卡",
    "overview": "数据总览",
    "origin": "数字来源",
}
CLOSED = (
    "ranking",
    "overview",
    "weekly",
    "monthly",
    "quarterly",
    "alerts",
    "actions",
    "meeting",
    "targets",
    "credit",
    "enterprises",
    "enterprise",
    "employment",
    "bulletins",
    "intake",
)
REFUSED = "无权查看"
NOT_FOUND = "没有找到这个数字"
ENTERPRISE = "role=enterprise"
SECRET = "import streamlit as st\nst.write('机密数字')\n"
NASTY = {
    "markup": "<script>alert('入侵')</script>",
    "sql": "' OR 1=1 --",
    "long": "长" * 10_000,
    "long number": "9" * 10_000,
    "number beyond 64 bits": "9" * 30,
    "digit that is no number": "²",
    "path": "../../etc/passwd",
    "control character": "\x00",
    "below zero": "-1",
    "empty": "",
}


def main_of(answer):
    """What stands in the page itself, without the side bar, whose lists name every county."""
    in_main = [
        message
        for message in answer.messages
        if message.WhichOneof("type") == "delta" and message.metadata.delta_path[0] == 0
    ]
    return Answer(in_main)


def words_of(answer):
    """What a reader reads of the page, in order."""
    return [text for text in main_of(answer).texts if any("一" <= sign <= "鿿" for sign in text)]


def mentions(answer, word):
    """Whether the page has a word, be it inside a chart's JSON."""
    escaped = json.dumps(word).strip('"')
    page = main_of(answer)
    return page.shows(word) or page.shows(escaped)


def units_of(key):
    """Long and short names of the units of a dataset, by region code."""
    names = catalogue.regions()
    sets = [ranked for ranked in datasets.dataset(key).ranked_sets if not ranked.home]
    codes = {code for ranked in sets for code in (*ranked.members, *ranked.listed)}
    return {code: {names[code].name, names[code].short_name} for code in codes}


def assert_no_unit(answer, key=SHAOYANG, unless=""):
    for code, names in units_of(key).items():
        shown = [name for name in names if code != unless and mentions(answer, name)]
        assert not shown, f"{shown} must not be shown"


def assert_refused(answer):
    assert answer.shows(REFUSED)
    assert_no_unit(answer)
    assert not answer.exceptions


def ask(server, page="", **query):
    with Visitor(server.url) as visitor:
        return visitor.open(page, urlencode({"dataset": SHAOYANG} | query))


@pytest.fixture(scope="module")
def just_started(made_server):
    """A server of its own that a test restarts, on the data of the shared one."""
    with AppServer(ROOT, made_server.var) as server:
        yield server


@pytest.mark.websocket
@pytest.mark.parametrize("first", ["overview", "pages/overview.py"])
def test_from_the_first_request_after_start_no_page_is_run_past_navigation(just_started, first):
    """The root is opened by nobody; `first` is what a newly started server is asked first."""
    just_started.restart()
    for file in dict.fromkeys([first, *FILES]):
        answer = ask(just_started, file, role="enterprise")
        assert answer.pages_ever_offered.items() <= TITLES.items()
        assert answer.shows("身份（本机演示）"), f"{file} did not go through the navigation"
        assert answer.is_page_not_found == (file not in TITLES)
        assert not answer.exceptions
        assert_no_unit(answer)
        if file in CLOSED:
            assert_refused(answer)


@pytest.mark.websocket
def test_a_file_of_pages_that_is_in_no_navigation_cannot_be_run(made_server, tmp_path):
    folder = copy_of_app(tmp_path / "copy")
    (folder / "pages" / "secret.py").write_text(SECRET, encoding="utf-8")
    with AppServer(folder, made_server.var) as server:
        answer = ask(server, "secret")
        assert answer.is_page_not_found
        assert not answer.shows("机密数字")
        assert "secret" not in answer.pages_ever_offered


@pytest.mark.websocket
@pytest.mark.slow
def test_without_these_guards_the_figures_would_be_shown(made_server, tmp_path):
    """Broken on purpose, so that the tests above are known to be able to fail."""
    folder = copy_of_app(tmp_path / "copy")
    (folder / "pages" / "secret.py").write_text(SECRET, encoding="utf-8")
    replace_in(folder / "app.py", "PagesManager.uses_pages_directory = False", "pass")
    page = folder / "pages" / "overview.py"
    replace_in(page, 'require("view_overview")', "current().question(None)")
    with AppServer(folder, made_server.var) as server:
        assert ask(server, "secret").shows("机密数字")
        ask(server)
        answer = ask(server, "overview", role="enterprise")
    assert mentions(answer, "武冈市")
    with pytest.raises(AssertionError):
        assert_refused(answer)


def replace_in(path, old, new):
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1, f"{path.name} no longer has {old!r}: break it in another way"
    path.write_text(source.replace(old, new), encoding="utf-8")


@pytest.mark.websocket
@pytest.mark.parametrize("page", CLOSED)
@pytest.mark.parametrize("key", [SHAOYANG, LUOHE])
def test_an_enterprise_is_refused_and_sees_no_county(made_server, page, key):
    answer = ask(made_server, page, role="enterprise", dataset=key)
    assert_refused(answer)
    assert_no_unit(answer, key)


@pytest.mark.websocket
@pytest.mark.parametrize("page", ["", "indicators"])
@pytest.mark.parametrize("key", [SHAOYANG, LUOHE])
def test_an_enterprise_sees_the_city_alone(made_server, page, key):
    answer = ask(made_server, page, role="enterprise", dataset=key)
    assert not answer.shows(REFUSED)
    assert not answer.exceptions
    assert_no_unit(answer, key)


@pytest.mark.websocket
@pytest.mark.parametrize("key", [SHAOYANG, LUOHE])
@pytest.mark.parametrize("page", ["", "indicators"])
def test_a_county_sees_no_other_county_on_the_first_page_and_the_card(made_server, key, page):
    own = datasets.dataset(key).ranked_sets[0].members[-1]
    answer = ask(made_server, page, role="county", county=own, dataset=key)
    assert not answer.shows(REFUSED)
    assert not answer.exceptions
    assert_no_unit(answer, key, unless=own)


MONTH = {"month": "2016-03", "column": "output_wan"}
"""A month and a column of 漯河's firms, as an address names them."""


def firms_of(own):
    """Names and codes of the firms of 漯河: those of a county, and the others by number."""
    key, today = LUOHE, datasets.dataset(LUOHE).today
    known = enterprises.firms(Question(key, today, store.newest_vintage(key)))
    return known.loc[known["region"] == own], known.loc[known["region"] != own]


def named(answer, firms):
    return [word for word in (*firms["name"], *firms["uscc"]) if mentions(answer, word)]


@pytest.mark.websocket
@pytest.mark.usefixtures("books")
def test_no_firm_of_another_county_is_sent_under_any_address(made_server):
    own_county = "411122"
    own, others = firms_of(own_county)
    stranger, number = str(others["firm"].iloc[0]), str(own["firm"].iloc[0])
    place = {"region": str(others["region"].iloc[0]), "industry": str(others["industry"].iloc[0])}
    asked = [
        ("enterprises", {}),
        ("enterprises", {"in": "411100", "split": "industry"}),
        ("enterprises", {"in": place["region"], "trade": place["industry"]}),
        ("enterprises", {"in": place["region"], "at": "9999-99", "item": "nonsense"}),
        ("enterprises", {"find": "1"}),
        ("enterprise", {"firm": stranger}),
        ("enterprise", {"firm": number}),
        ("employment", {"firm": stranger, "place": place["region"]}),
        ("origin", {"firm": stranger} | MONTH),
        ("origin", {"firm": number} | MONTH),
        ("origin", place | MONTH),
        ("credit", {}),
    ]
    county = {"role": "county", "county": own_county}
    for role in (county, {"role": "enterprise"}):
        for page, query in asked:
            answer = ask(made_server, page, dataset=LUOHE, **role, **query)
            assert named(answer, others) == [], (page, query, role)
            assert not answer.exceptions
            assert role is county or named(answer, own) == []


@pytest.mark.websocket
@pytest.mark.usefixtures("books")
def test_who_may_see_firms_is_sent_them(made_server):
    """So that the test above is known to be able to fail."""
    own, others = firms_of("411122")
    for query, firms in (({"in": "411122", "trade": "C13"}, own), ({"find": "1"}, others)):
        assert named(ask(made_server, "enterprises", dataset=LUOHE, **query), firms)
    card = ask(made_server, "enterprise", dataset=LUOHE, firm=str(others["firm"].iloc[0]))
    assert named(card, others.head(1))
    county = {"role": "county", "county": "411122", "dataset": LUOHE}
    assert named(ask(made_server, "enterprise", firm=str(own["firm"].iloc[0]), **county), own)


@pytest.mark.websocket
@pytest.mark.parametrize("county", ["", "999999", "430100"])
def test_a_county_role_without_a_county_of_the_dataset_gets_the_first_one(made_server, county):
    first = datasets.dataset(SHAOYANG).ranked_sets[0].members[0]
    answer = ask(made_server, "", role="county", county=county)
    assert not answer.exceptions
    assert answer.shows("所在县区")
    assert_no_unit(answer, unless=first)


@pytest.mark.websocket
def test_a_county_reads_its_own_figure_and_hidden_counties_are_not_called_silent(
    made_server, books
):
    row = books.ranking().ranked.iloc[0]
    answer = ask(made_server, "", role="county", county=row["region_code"])
    assert mentions(answer, f"{row['region']}{growth_phrase(row['growth_pct'])}")
    assert not any("月未报" in words for words in words_of(answer))


@pytest.mark.websocket
def test_links_of_a_county_lead_to_its_own_figures_only(made_server, books):
    own = "430581"
    others = others_series(books, own)
    for page in ("", "indicators"):
        shown = " ".join(main_of(ask(made_server, page, role="county", county=own)).texts)
        assert not [number for number in others if f"series={number}&" in shown]


def others_series(books, own):
    table = books.ranking().table
    return set(table.loc[table["region_code"] != own, "growth_series"])


@pytest.mark.websocket
def test_an_unknown_role_falls_back_to_the_default_one(made_server):
    answer = ask(made_server, "ranking", role="root")
    assert not answer.exceptions
    assert answer.shows("经信局业务人员")
    assert words_of(answer) == words_of(ask(made_server, "ranking"))


@pytest.mark.websocket
def test_a_figure_out_of_scope_is_not_found_by_its_number(made_server, books):
    row = books.ranking().ranked.iloc[0]
    chain = {"series": int(row["growth_series"]), "period": books.ranking().period.code}
    seen = ask(made_server, "origin", **chain)
    assert seen.shows(row["region"])
    assert not seen.shows(NOT_FOUND)
    hidden = ask(made_server, "origin", role="enterprise", **chain)
    assert hidden.shows(NOT_FOUND)
    assert_no_unit(hidden)
    assert not hidden.shows(row["growth_text"])


NAMES = {
    "ranking": ["indicator", "by", "range", "period"],
    "overview": ["dataset", "role", "county", "as_of", "vintage"],
    "indicators": ["indicator"],
}


@pytest.fixture(scope="module")
def ordinary(made_server):
    """What the pages say without any parameter; under `dataset`, of the first dataset."""
    ask(made_server, dataset="")  # it is made, with progress on the screen
    first = words_of(ask(made_server, "overview", dataset=""))
    return {"dataset": first} | {page: words_of(ask(made_server, page)) for page in NAMES}


@pytest.mark.websocket
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("page", NAMES)
def test_nasty_values_in_the_address_change_nothing(made_server, ordinary, page, nasty):
    answer = ask(made_server, page, **dict.fromkeys(NAMES[page], nasty))
    assert not answer.exceptions
    assert words_of(answer) == ordinary["dataset" if "dataset" in NAMES[page] else page]


@pytest.mark.websocket
@pytest.mark.parametrize(("page", "name"), [(page, n) for page in NAMES for n in NAMES[page]])
def test_one_nasty_value_among_good_ones_changes_nothing(made_server, ordinary, page, name):
    for nasty in (NASTY["markup"], NASTY["digit that is no number"], NASTY["long number"]):
        answer = ask(made_server, page, **{name: nasty})
        assert not answer.exceptions, nasty[:20]
        assert words_of(answer) == ordinary["dataset" if name == "dataset" else page], nasty[:20]


@pytest.mark.websocket
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY.keys())
def test_nasty_values_find_no_figure(made_server, nasty):
    for query in ({"series": nasty, "period": "2025-Y09"}, {"series": "1", "period": nasty}):
        answer = ask(made_server, "origin", **query)
        assert not answer.exceptions
        assert answer.shows(NOT_FOUND)
        assert not nasty or not any(nasty in words for words in words_of(answer))


@pytest.mark.websocket
def test_visitors_at_once_never_get_each_others_figures(made_server):
    """What is cached for one dataset, role, day or county is not shown for another."""
    visits = [
        {"dataset": SHAOYANG},
        {"dataset": LUOHE},
        {"dataset": SHAOYANG, "role": "enterprise"},
        {"dataset": LUOHE, "role": "enterprise"},
        {"dataset": SHAOYANG, "role": "county", "county": "430581"},
        {"dataset": SHAOYANG, "role": "county", "county": "430522"},
        {"dataset": LUOHE, "role": "county", "county": "411122"},
        {"dataset": SHAOYANG, "as_of": "2025-09-01"},
        {"dataset": SHAOYANG, "vintage": "100"},
    ]
    alone = [words_of(ask(made_server, "", **query)) for query in visits]
    with ThreadPoolExecutor(len(visits)) as pool:
        together = list(pool.map(lambda query: words_of(ask(made_server, "", **query)), visits * 3))
    assert together == alone * 3
    assert len({str(words) for words in alone}) == len(visits)
