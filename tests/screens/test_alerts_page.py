"""预警 on the screen: what the board says, what is done about an alert, who may do it."""

import pytest

from data import datasets, store
from data.store import Question
from mechanisms import alert_handling, alert_words, alerts
from tests.screens.rendering import run_again, run_page, shows

CITY = "wenzhou-2020"
KEY = "withdrawal_due/CD-B-09/2020-09"
RUIAN, CANGNAN = "330381", "330327"


def board_now():
    today = datasets.dataset(CITY).today
    return alerts.found(Question(CITY, today, store.newest_vintage(CITY)))


@pytest.fixture(scope="module")
def board(wenzhou_made):
    """The alerts of the rich city, which the tests here do not write to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKUANG_VAR", str(wenzhou_made))
        yield board_now()


def test_page_says_what_the_board_says_and_each_rule_its_threshold(board):
    app = run_page("alerts", dataset=CITY)
    handled = alert_handling.handling(board)
    assert shows(app, alert_words.headline(board, handled))
    tiles = [(metric.label, metric.value.split(" ")[0]) for metric in app.main.metric]
    assert tiles == [(tile.label, tile.value) for tile in alert_words.tiles(board, handled)]
    for alert in board.pressing:
        assert shows(app, alert.reason)
    for state in board.rules:
        assert shows(app, state.reading)
        assert shows(app, state.entry.basis)


def test_alert_is_explained_then_turned_into_an_action(wenzhou):
    board = board_now()
    app = run_page("alerts", dataset=CITY, alert=KEY)
    assert shows(app, board.alert(KEY).reason)
    place = f"alert_desk_{KEY}"
    choose(app, "explain")
    submit(app, "说明")  # without words
    assert app.main.error
    assert alert_handling.handling(board)[KEY].entry is None
    app.text_area(key=f"{place}_words").set_value("银行月报漏报，已补")
    submit(app, "说明")
    assert shows(app, "银行月报漏报，已补")
    choose(app, "turn")
    app.text_input(key=f"{place}_owner").set_value("市金融办")
    app.date_input(key=f"{place}_deadline").set_value(board.on)
    submit(app, "转督办")
    handled = alert_handling.handling(board)[KEY]
    assert handled.words == "已转督办"
    assert [entry.owner for entry in handled.actions] == ["市金融办"]
    assert shows(app, f"编号{handled.actions[0].number}")
    done = run_page("alerts", dataset=CITY, group="done")
    assert shows(done, board.alert(KEY).reason)
    number = handled.actions[0].number
    actions = run_page("actions", dataset=CITY, entry=str(number))
    assert shows(actions, "瑞安癸樟电器有限公司")


def choose(app, step):
    """Pick a step among those that are offered."""
    group = next(each for each in app.main.get("button_group") if "处置" in each.label)
    group.set_value(step)
    run_again(app)


def submit(app, word):
    next(each for each in app.main.button if each.label == word).click()
    run_again(app)


def test_county_sees_and_handles_its_own_alert_only(board):
    own = run_page("alerts", dataset=CITY, role="county", county=RUIAN, alert=KEY)
    assert shows(own, board.alert(KEY).reason)
    assert [button.label for button in own.main.button] == ["知悉"]
    other = run_page("alerts", dataset=CITY, role="county", county=CANGNAN, alert=KEY)
    assert not shows(other, "癸樟电器")
    assert "不在您的权限范围内" in other.main.info[0].value


def test_an_alert_of_the_past_is_shown_and_not_handled(board):
    app = run_page("alerts", dataset=CITY, as_of="2020-10-10", alert=KEY)
    assert shows(app, "正在回看较早的时点")
