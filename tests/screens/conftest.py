"""The datasets behind the screens, asked in the test process as the pages ask them."""

import pytest

from data import bulletin_records, datasets, receipts, store
from data.permissions import Viewer
from data.store import Question
from mechanisms import bulletin_drafting, circular, records
from mechanisms.board_table import Board
from mechanisms.bulletin_content import from_json
from mechanisms.bulletin_drafting import DraftText
from mechanisms.bulletin_life import Desk
from metrics.periods import Period
from tests import cards

SHAOYANG, LUOHE = "shaoyang", "luohe-2015"


@pytest.fixture(scope="session")
def made_server(app_server, made_datasets):
    """The shared server, both datasets made before anyone asks."""
    made_datasets.into(app_server.var, SHAOYANG, LUOHE, "wenzhou-2020", "material-prices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKUANG_VAR", str(app_server.var))
        patch.delenv("DATABASE_URL", raising=False)
        for key in (SHAOYANG, LUOHE):
            edited_draft(key)
        received_card()
        begun_record()
    return app_server


def begun_record():
    """The analysis of a month in the making, with pictures and tables of words."""
    dataset = datasets.dataset(LUOHE)
    question = Question(LUOHE, dataset.today, store.newest_vintage(LUOHE))
    desk = records.desk(Viewer("official"), "张三", dataset, "monthly")
    records.begin(desk, question, Period.of_ytd(2016, 3))


def received_card():
    """A card that waits: with errors, with findings to explain, with a table not known."""
    figures = cards.sample_figures()
    figures["value_added", "growth"]["430581"] = 11.4
    sheets = cards.card_sheets(figures)
    broken = {(5, 1): "约12", (6, 1): "１２．３"}
    faulty = [cards.with_cells(s, broken) if s.name == "36投资处5" else s for s in sheets]
    receipts.receive(SHAOYANG, "月报卡_202509.xlsx", cards.xlsx(faulty), "page", "张三")


def edited_draft(key):
    """A bulletin in the making, one paragraph of it written by hand."""
    question = Question(key, datasets.dataset(key).today, store.newest_vintage(key))
    desk = Desk(Viewer("official"), "张三", datasets.dataset(key))
    number = bulletin_drafting.draft(desk, question, "ranking_circular")
    content = from_json(bulletin_records.version(key, number, 1).content)
    paragraphs = ("现将有关情况通报如下。", *content.paragraphs[1:])
    text = DraftText(content.title, content.recipients, paragraphs)
    bulletin_drafting.save(desk, number, 1, text)


@pytest.fixture
def books(made_server, monkeypatch):
    """The figures that the shared server shows, computed here."""
    monkeypatch.setenv("GONGKUANG_VAR", str(made_server.var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Books()


class Books:
    """What the screens should say."""

    def question(self, key=SHAOYANG, as_of=None, vintage=None):
        newest = store.newest_vintage(key) if vintage is None else vintage
        return Question(key, as_of or datasets.dataset(key).today, newest)

    def panel(self, question, board):
        return circular.region_panel(question, board.indicator, board.ranked_set)

    def ranking(self, month="", key=SHAOYANG, as_of=None, vintage=None, **board):
        """One board; `month` like 2025-08, the newest when empty."""
        question = self.question(key, as_of, vintage)
        chosen = Board(**({"indicator": "value_added"} | board))
        panel = self.panel(question, chosen)
        known = {f"{period.end:%Y-%m}": period for period in panel.periods(chosen.measure)}
        return circular.rank_panel(question, panel, chosen, known[month] if month else None)

    def boards(self, key):
        return circular.boards(self.question(key))
