"""What is seen as of a day and at a vintage, against a journal told naively."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from data import batches, creation, schema, storage, store
from data.batches import CommitError, Entry, SeriesKey
from metrics.periods import Period
from tests.data.small_city import (
    EAST,
    NORTH,
    WEST,
    WHOLE,
    Cell,
    City,
    by_cell,
    declare,
    submission,
)

DAYS = (date(2025, 10, 10), date(2025, 10, 20), date(2025, 10, 30))
EARLY, MIDDLE, LATE = DAYS
EXAMPLES = {"sqlite": 15, "postgres": 8}
CELLS = st.builds(Cell, st.sampled_from([WEST, EAST]), st.sampled_from(["growth", "level"]))
VALUES = st.one_of(st.none(), st.integers(-9, 9).map(lambda tenths: tenths / 10))
KINDS = ("official", "reported")
SCOPES = st.none() | st.sets(st.sampled_from([WEST, EAST, NORTH])).map(tuple)


@dataclass(frozen=True)
class Sent:
    published: date
    kind: str
    figures: dict


@dataclass(frozen=True)
class Withdrawn:
    batch: int


@st.composite
def journals(draw):
    """What happened to a dataset, in order: event n has vintage n."""
    events, standing = [], []
    for number in range(1, draw(st.integers(2, 7)) + 1):
        if standing and draw(st.integers(0, 3)) == 0:
            events.append(Withdrawn(draw(st.sampled_from(standing))))
            standing.remove(events[-1].batch)
            continue
        figures = draw(st.dictionaries(CELLS, VALUES, min_size=1, max_size=3))
        kind = draw(st.sampled_from(["official", *KINDS]))
        events.append(Sent(draw(st.sampled_from(DAYS)), kind, figures))
        standing.append(number)
    return events


def happen(city, event):
    if isinstance(event, Withdrawn):
        return city.withdraw(event.batch)
    return city.commit(event.figures, event.published, event.kind)


def told(journal, as_of, vintage, scope, kind):
    """What the journal lets one see: walk through it, keep the best version of each cell."""
    past = list(enumerate(journal[:vintage], 1))
    gone = {event.batch for _, event in past if isinstance(event, Withdrawn)}
    best = {}
    for number, event in past:
        if isinstance(event, Withdrawn) or number in gone:
            continue
        if event.kind != kind or event.published > as_of:
            continue
        for cell, value in event.figures.items():
            allowed = scope is None or cell.region in scope
            if allowed and (cell not in best or event.published >= best[cell][0]):
                best[cell] = (event.published, value)
    return {cell: value for cell, (_, value) in best.items()}


def check(backend, *strategies):
    """Run a property on fewer examples where each takes longer."""
    limits = settings(max_examples=EXAMPLES[backend], deadline=None)
    return lambda holds: limits(given(*strategies)(holds))()


def test_known_tells_what_the_journal_tells(city, backend):
    @check(backend, journals(), SCOPES, st.sampled_from(KINDS))
    def holds(journal, scope, kind):
        city.forget_all()
        assert [happen(city, event) for event in journal] == list(range(1, len(journal) + 1))
        for vintage in range(len(journal) + 1):
            for as_of in DAYS:
                seen = city.known(as_of, vintage, scope, kind)
                assert seen == told(journal, as_of, vintage, scope, kind)


def everything(question, city, kind):
    """All that can be asked at a vintage, as text."""
    frames = [store.known(question, kind=kind), store.batches(question), city.history(question)]
    return [str(frame.to_dict("list")) for frame in frames]


def test_what_was_seen_at_a_vintage_never_changes(city, backend):
    @check(backend, journals(), st.sampled_from(DAYS), SCOPES, st.sampled_from(KINDS))
    def holds(journal, as_of, scope, kind):
        def look(vintage):
            return everything(city.question(as_of, vintage, scope), city, kind)

        city.forget_all()
        seen = [look(happen(city, event)) for event in journal]
        assert [look(vintage) for vintage in range(1, len(journal) + 1)] == seen


def test_late_correction_with_an_old_date_shows_at_new_vintages_only(city):
    first = city.commit({Cell(): 5.0}, EARLY)
    second = city.commit({Cell(): 5.5}, EARLY)
    assert city.known(EARLY, first) == {Cell(): 5.0}
    assert city.known(EARLY, second) == {Cell(): 5.5}
    assert city.known(LATE, first) == {Cell(): 5.0}


def test_correction_dated_before_the_standing_figure_changes_only_the_past(city):
    city.commit({Cell(): 6.0}, LATE)
    city.commit({Cell(): 5.5}, EARLY)
    assert city.known(MIDDLE) == {Cell(): 5.5}
    assert city.known(LATE) == {Cell(): 6.0}


def test_nothing_is_known_before_its_publication(city):
    city.commit({Cell(): 5.0}, MIDDLE)
    assert city.known(EARLY) == {}
    assert city.known(MIDDLE) == {Cell(): 5.0}


def test_batch_with_only_ranks_hides_no_growth(city):
    place = Cell(measure="published_place")
    city.commit({Cell(): 5.0, place: 3}, EARLY)
    city.commit({place: 2}, LATE)
    assert city.known() == {Cell(): 5.0, place: 2}


def test_withdrawal_hides_from_its_own_vintage_on(city):
    first = city.commit({Cell(): 5.0}, EARLY)
    second = city.commit({Cell(): 6.0}, MIDDLE)
    gone = city.withdraw(second)
    assert city.known(LATE, second) == {Cell(): 6.0}
    assert city.known(LATE, gone) == {Cell(): 5.0}
    everything_gone = city.withdraw(first)
    assert city.known(LATE, gone) == {Cell(): 5.0}
    assert city.known(LATE, everything_gone) == {}


def test_withdrawal_is_listed_beside_its_batch_from_its_vintage_on(city):
    batch = city.commit({Cell(): 5.0}, EARLY)
    gone = city.withdraw(batch, reason="数据填错行")
    before, after = (store.batches(city.question(vintage=number)) for number in (batch, gone))
    assert before["withdrawn_reason"].tolist() == [None]
    assert after["withdrawn_reason"].tolist() == ["数据填错行"]
    assert after["withdrawn_sequence"].tolist() == [gone]
    assert city.history(city.question())["withdrawn_reason"].tolist() == ["数据填错行"]


@pytest.mark.parametrize(("batch", "reason", "says"), [(1, " ", "原因"), (9, "错", "没有批次 9")])
def test_withdrawal_without_reason_or_batch_is_refused(city, batch, reason, says):
    city.commit({Cell(): 5.0})
    with pytest.raises(CommitError, match=says):
        city.withdraw(batch, reason)
    assert city.known() == {Cell(): 5.0}


def test_batch_is_withdrawn_once(city):
    batch = city.commit({Cell(): 5.0})
    gone = city.withdraw(batch)
    with pytest.raises(CommitError, match="已经撤回"):
        city.withdraw(batch)
    assert store.newest_vintage(city.key) == gone


def test_not_reported_overrides_and_is_not_never_heard_of(city):
    city.commit({Cell(): 5.0}, EARLY)
    city.commit({Cell(): None}, MIDDLE)
    assert city.known() == {Cell(): None}
    assert Cell(EAST) not in city.known()


def test_official_and_reported_stand_apart(city):
    city.commit({Cell(): 5.0}, EARLY)
    city.commit({Cell(): 9.9}, LATE, "reported")
    assert city.known() == {Cell(): 5.0}
    assert city.known(kind="reported") == {Cell(): 9.9}
    assert city.known(kind="simulated") == {}


@pytest.mark.parametrize(
    ("dataset_kind", "kind"),
    [("official", "simulated"), ("simulated", "official"), ("simulated", "reported")],
)
def test_simulated_and_real_never_share_a_dataset(empty_place, declarations, dataset_kind, kind):
    declare(declarations, "other", kind=dataset_kind)
    creation.ensure("other")
    other = City("other")
    with pytest.raises(CommitError, match="不得混放"):
        other.commit({Cell(): 1.0}, kind=kind)
    assert store.newest_vintage("other") == 0


def test_batch_of_two_kinds_is_refused(city):
    mixed = submission({}, entries=(Cell().entry(1.0), Cell(EAST).entry(2.0, 3, "reported")))
    with pytest.raises(CommitError, match="official、reported"):
        city.send(mixed)
    assert city.count(schema.batch) == 0


def test_figure_that_stands_twice_in_a_batch_is_refused(city):
    twice = submission({}, entries=(Cell().entry(1.0), Cell(EAST).entry(1.0), Cell().entry(2.0, 7)))
    with pytest.raises(CommitError, match=r"第7行.*2025年1—9月.*重复"):
        city.send(twice)
    assert city.count(schema.vintage) == 0


def own_subject(entry):
    """The same figure, its region named as its subject too."""
    return replace(entry, key=replace(entry.key, subject=entry.key.region))


def test_region_named_as_its_own_subject_is_the_same_figure(city):
    twice = submission({}, entries=(Cell().entry(1.0), own_subject(Cell().entry(2.0, 7))))
    with pytest.raises(CommitError, match=r"第7行.*重复"):
        city.send(twice)
    assert city.count(schema.vintage) == 0
    next_month = Cell(period="2025-Y10")
    city.send(submission({}, entries=(Cell().entry(1.0), own_subject(next_month.entry(2.0, 7)))))
    assert city.count(schema.series) == 1
    assert city.known() == {Cell(): 1.0, next_month: 2.0}


def test_whose_figure_it_is_is_asked_for(city):
    of_bank = SeriesKey("official", "value_added", "growth", WEST, "", "bank", "icbc")
    figures = (Cell().entry(11.4), Entry(of_bank, Period.parse("2025-Y09"), 7.0, 3))
    city.send(replace(submission({}), entries=figures))
    assert city.known() == {Cell(): 11.4}
    banks = store.known(city.question(), subject_kind="bank")
    assert banks[["subject", "value"]].to_numpy().tolist() == [["icbc", 7.0]]


def test_own_figures_of_a_batch_are_asked_by_indicator_measure_region_and_period(city):
    wanted = Cell(WEST, "growth", "2025-Y09", "value_added")
    others = [
        Cell(EAST),
        Cell(measure="level"),
        Cell(period="2025-Y08"),
        Cell(indicator="revenue"),
    ]
    city.commit(dict.fromkeys((wanted, *others), 1.0))
    frame = store.known(
        city.question(),
        indicators=["value_added"],
        measures=["growth"],
        regions=[WEST],
        periods=["2025-Y09"],
    )
    assert list(by_cell(frame)) == [wanted]


@pytest.mark.parametrize("name", ["indicators", "measures", "regions", "periods"])
def test_empty_list_asks_for_nothing_and_none_for_everything(city, name):
    city.commit({Cell(): 1.0})
    assert store.known(city.question(), **{name: []}).empty
    assert by_cell(store.known(city.question(), **{name: None})) == {Cell(): 1.0}


def test_scope_shows_no_figure_batch_or_version_of_another_region(city):
    of_west = city.commit({Cell(WEST): 1.0, Cell(EAST): 2.0}, source="西")
    of_east = city.commit({Cell(EAST): 3.0}, source="东")
    question = city.question(scope=(WHOLE, WEST))
    assert by_cell(store.known(question)) == {Cell(WEST): 1.0}
    assert by_cell(store.known(question, regions=[EAST])) == {}
    assert store.batches(question)["sequence"].tolist() == [of_west]
    assert [row[0] for row in store.batch_sources(question, [of_west, of_east])] == [of_west]


def test_crafted_series_id_gives_nothing_outside_the_scope(city):
    city.commit({Cell(WEST): 1.0, Cell(EAST): 2.0, Cell(NORTH): 3.0})
    question = city.question(scope=(WHOLE, WEST))
    ids = [city.series(Cell(region)) for region in (WEST, EAST, NORTH)]
    assert len(set(ids)) == 3
    shown = {
        number: store.history(question, number, "2025-Y09")["region_code"].tolist()
        for number in range(min(ids) - 2, max(ids) + 3)
    }
    assert {number: found for number, found in shown.items() if found} == {ids[0]: [WEST]}


def test_empty_scope_shows_nothing(city):
    city.commit({Cell(): 1.0})
    question = city.question(scope=())
    assert store.known(question).empty
    assert store.batches(question).empty
    assert city.history(question).empty


def test_question_before_publication_or_commit_finds_no_batch_behind_it(city):
    first = city.commit({Cell(): 1.0}, LATE)
    second = city.commit({Cell(): 2.0}, EARLY)
    numbers = [first, second]
    assert store.batch_sources(city.question(EARLY), numbers) == [
        (second, "小城统计月报", EARLY, False)
    ]
    assert [row[0] for row in store.batch_sources(city.question(vintage=1), numbers)] == [first]
    assert city.history(city.question(EARLY))["value"].tolist() == [2.0]


def test_history_lists_every_version_newest_publication_first(city):
    for value, day in ((1.0, MIDDLE), (2.0, LATE), (3.0, EARLY), (4.0, LATE)):
        city.commit({Cell(): value}, day)
    versions = city.history(city.question())
    assert versions["value"].tolist() == [4.0, 2.0, 1.0, 3.0]


def test_state_that_is_no_withdrawal_is_not_shown_as_one(city):
    number = city.commit({Cell(): 1.0})
    with storage.writing(city.key) as connection:
        for state in ("checked", "released"):
            row = {"batch": number, "state": state, "reason": "核对无误", "actor": "统计局"}
            row["sequence"] = batches.next_sequence(connection, state)
            connection.execute(insert(schema.batch_state).values(row))
    question = city.question()
    for found in (store.batches(question), city.history(question)):
        assert found["withdrawn_reason"].tolist() == [None]
    assert city.known() == {Cell(): 1.0}
    gone = city.withdraw(number)
    assert store.batches(city.question())["withdrawn_sequence"].tolist() == [gone]


def test_open_reading_is_one_consistent_picture(city):
    city.commit({Cell(): 1.0})
    count = select(func.count()).select_from(schema.batch)
    with storage.reading(city.key) as connection:
        before = connection.scalar(count)
        city.commit({Cell(): 2.0})
        assert connection.scalar(count) == before
    assert city.count(schema.batch) == before + 1
