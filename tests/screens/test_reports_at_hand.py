"""A report that was looked at is kept by who made it: not under another role, not elsewhere."""

import pytest

from tests.screens.rendering import run_again, run_page

CITY, ELSEWHERE = "wenzhou-2020", "wenzhou-2023"
LUCHENG = "330302"


def progress(app):
    texts = {field.label: field for field in app.main.text_input}
    next(field for label, field in texts.items() if label.startswith("期别")).set_value("2020-10")
    next(field for label, field in texts.items() if label.startswith("累计数")).set_value("420")
    app.main.text_area[0].set_value("参展台账第3号")
    return press(app, "核对")


def withdrawal(app):
    texts = {field.label: field for field in app.main.text_input}
    given = {"发生日": "2020-10-21", "企业": "样本企业", "收贷金额": "600", "依据": "企业来函"}
    for begin, text in given.items():
        next(f for label, f in texts.items() if label.startswith(begin)).set_value(text)
    return press(app, "预览结论")


def press(app, label):
    next(button for button in app.main.button if button.label == label).click()
    return run_again(app)


def offered(app):
    return [button.label for button in app.main.button if button.label.startswith("确认")]


FORMS = [("target", {"id": "WZ20-T01"}, progress), ("credit", {}, withdrawal)]


@pytest.mark.parametrize(("page", "query", "fill"), FORMS, ids=["target", "credit"])
def test_it_waits_while_another_role_is_at_the_desk(wenzhou, page, query, fill):
    app = fill(run_page(page, dataset=CITY, **query))
    assert len(offered(app)) == 1
    assert offered(at(app, role="county", county=LUCHENG)) == []
    assert len(offered(at(app, role="official"))) == 1


def test_a_withdrawal_is_not_registered_in_another_city(wenzhou, made_datasets):
    made_datasets.into(wenzhou, ELSEWHERE)
    app = withdrawal(run_page("credit", dataset=CITY))
    assert offered(at(app, dataset=ELSEWHERE)) == []
    assert len(offered(at(app, dataset=CITY))) == 1


def at(app, **query):
    for name, value in query.items():
        app.query_params[name] = value
    return run_again(app)
