"""Evidence of a report: kept with its batch, seen by version and by scope."""

from datetime import date

import pytest

from data import datasets, evidence, store
from data.batches import CommitError
from data.evidence import Evidence
from data.receipts import Explained, explanations
from tests.data.small_city import EAST, NORTH, WEST, Cell, submission

PIECES = (Evidence("台账第3号", "李四", "台账.pdf", "a" * 64), Evidence("电话核实", "李四"))
REASON = Explained("progress_doubt", "T01", "累计数变小", "核减两户", "李四")


def report(city, figures, previewed=None, **changes):
    newest = store.newest_vintage(city.key) if previewed is None else previewed
    sent = submission(figures, **changes)
    dataset = datasets.dataset(city.key)
    return evidence.commit_report(dataset, sent, PIECES, [REASON], newest)


def test_evidence_stands_beside_its_batch(city):
    number = report(city, {Cell(): 11.4})
    found = evidence.of_batches(city.question(), [number, number + 1])
    assert list(found) == [number]
    assert [(each.text, each.file_name, each.batch) for each in found[number]] == [
        ("台账第3号", "台账.pdf", number),
        ("电话核实", "", number),
    ]
    assert found[number][0].file is None
    assert found[number][1].file is None
    assert [each.text for each in explanations(city.key, number)] == ["核减两户"]


def test_an_earlier_version_knows_no_later_evidence(city):
    number = report(city, {Cell(): 11.4})
    assert evidence.of_batches(city.question(vintage=number - 1), [number]) == {}


def test_a_report_looked_at_before_another_commit_is_refused_and_leaves_nothing(city):
    report(city, {Cell(): 11.4})
    with pytest.raises(CommitError, match="请重新预览"):
        report(city, {Cell(): 11.5}, previewed=0)
    assert store.newest_vintage(city.key) == 1
    assert city.known() == {Cell(): 11.4}


def test_all_versions_of_a_series_are_told_within_day_version_and_scope(city):
    report(city, {Cell(): 11.4}, published=date(2025, 10, 20))
    report(city, {Cell(): 11.2, Cell(EAST): 3.0}, published=date(2025, 10, 25))
    city.withdraw(2, "填错")
    series = [city.series(Cell()), city.series(Cell(EAST)), city.series(Cell(NORTH))]

    def told(**question):
        found = evidence.recorded(city.question(**question), series)
        return {(each.region, each.value, each.batch, each.withdrawn) for each in found}

    assert told() == {
        (WEST, 11.4, 1, ""),
        (WEST, 11.2, 2, "填错"),
        (EAST, 3.0, 2, "填错"),
    }
    assert told(vintage=1) == {(WEST, 11.4, 1, "")}
    assert told(vintage=2, scope=(EAST,)) == {(EAST, 3.0, 2, "")}
    assert told(as_of=date(2025, 10, 22)) == {(WEST, 11.4, 1, "")}
