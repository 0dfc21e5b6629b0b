"""`enterprises show`: the card of the page, as tables, as figures, as one sheet."""

import json

import pytest

import manage
from data import datasets, panel, store
from data.store import Question
from mechanisms import firm_card, firm_card_words

CITY = "wenzhou-2020"


@pytest.fixture
def run(wenzhou_made, monkeypatch, capsys):
    """Show a firm of the rich city: status, stdout, stderr."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))

    def command(*arguments):
        words = ("enterprises", "show", *map(str, arguments), "--dataset", CITY)
        return manage.main(list(words)), *capsys.readouterr()

    return command


def test_the_card_on_the_command_line_is_that_of_the_page(run, tmp_path):
    question = Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY))
    rows = panel.month_rows(question, panel.months(question)[-1], [])
    firm, region = int(rows["firm"].iloc[0]), str(rows["region"].iloc[0])
    card = firm_card.card(question, firm)
    status, out, _ = run(firm)
    assert status == 0
    assert firm_card_words.headline(card).replace("**", "") in out
    assert "（模拟数据）" in out
    told = json.loads(run(firm, "--format", "json")[1])
    assert [(row["column"], row["value"]) for row in told] == [
        (line.key, line.value) for line in card.lines
    ]
    assert run(firm, "--out", tmp_path / "card.docx")[0] == 0
    assert (tmp_path / "card.docx").read_bytes()[:2] == b"PK"
    elsewhere = "330381" if region != "330381" else "330382"
    status, _, error = run(firm, "--role", "county", "--region", elsewhere)
    assert (status, f"没有找到编号为{firm}的企业" in error) == (2, True)
    assert run(firm, "--role", "enterprise")[0] == 2
    assert "没有数据项“x”" in run(firm, "--column", "x")[2]
