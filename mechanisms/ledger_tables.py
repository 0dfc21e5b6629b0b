"""The tables of a ledger: its entries, and what was done with one; for page, file and command."""

from collections.abc import Collection, Sequence

from data.catalogue import regions
from mechanisms.ledger_board import LedgerBoard
from mechanisms.ledger_words import due_words, mark, source_way, source_words
from mechanisms.ledgers import Entry, Event
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, Way
from metrics.rounding import to_decimal
from metrics.wording import moment_text

PAGES = {"supervised_actions": "actions"}
"""The page of each ledger that has one."""


def entries(found: LedgerBoard, shown: Sequence[Entry], title: str = "") -> Table:
    """Return entries as a table; the title of each leads to its card."""
    made = found.ledger
    columns = [
        Column("编号", "figure"),
        Column(made.fields[made.title].name, wide=True),
        *([Column(made.fields[made.owner].name)] if made.owner else []),
        Column("地区"),
        *([Column("期限"), Column("办理时限")] if made.deadlines else []),
        Column("状态"),
        Column("来源"),
        Column("最近情况", wide=True),
    ]
    return Table(
        made.name,
        title or made.name,
        "逾期的在前，再按期限；点事项看全过程",
        tuple(columns),
        tuple(_row(each, scoped=found.question.scope is not None) for each in shown),
        "" if shown else f"没有符合条件的{made.name}。",
    )


def _row(each: Entry, *, scoped: bool) -> tuple[Cell, ...]:
    made, (sign, css) = each.ledger, mark(each)
    page = PAGES.get(made.id, "")
    cells = [
        Cell(str(each.number), to_decimal(each.number)),
        Cell(each.title, leads=Way(page, {"entry": str(each.number)}) if page else None),
        *([Cell(each.owner)] if made.owner else []),
        Cell(region_name(each.region)),
    ]
    if made.deadlines:
        cells += [Cell(_deadline(each)), Cell(f"{sign}{due_words(each)}", css=css)]
    last = each.last
    cells += [
        Cell(each.state.name, css="n" if not each.is_open else ""),
        Cell(source_words(each), leads=source_way(each, scoped=scoped)),
        Cell(f"{last.day:%m-%d} {made.step(last.step).name}：{_latest(each)}"),
    ]
    return tuple(cells)


def _deadline(each: Entry) -> str:
    if each.deadline is None:
        return NOT_APPLICABLE
    return f"{each.deadline}" + (f"（延期{each.extended}次）" if each.extended else "")


def region_name(code: str) -> str:
    """Return the name of the region to which an entry belongs."""
    place = regions().get(code)
    return place.short_name if place else code


HISTORY_READING = "由早到晚；每一步的经办人、内容和附件"
HISTORY = (
    Column("编号", "figure"),
    Column("次", "figure"),
    Column("日期"),
    Column("步骤"),
    Column("之后状态"),
    Column("经办"),
    Column("内容", wide=True),
    Column("附件", wide=True),
)


def history(shown: Sequence[Entry]) -> Table:
    """Return every step of entries, entry after entry, oldest first."""
    rows = tuple(_step_row(each, event) for each in shown for event in each.history)
    return Table("办理过程", "办理过程", HISTORY_READING, HISTORY, rows)


def course(found: Entry) -> Table:
    """Return the steps of one entry, oldest first."""
    rows = tuple(_step_row(found, event)[1:] for event in found.history)
    title = f"编号{found.number}的办理过程"
    return Table("办理过程", title, HISTORY_READING, HISTORY[1:], rows)


def _step_row(each: Entry, event: Event) -> tuple[Cell, ...]:
    made = each.ledger
    return (
        Cell(str(each.number), to_decimal(each.number)),
        Cell(str(event.number), to_decimal(event.number)),
        Cell(when(event)),
        Cell(made.step(event.step).name),
        Cell(made.states[event.state].name),
        Cell(f"{event.actor}　{event.sender}"),
        Cell(said(each, event)),
        Cell("、".join(file.file_name for file in event.attachments) or NOT_APPLICABLE),
    )


def when(event: Event) -> str:
    """Return the business date of a step, with the time where the clock shows the same day."""
    moment = moment_text(event.at)
    return moment if moment.startswith(event.day.isoformat()) else event.day.isoformat()


def _latest(each: Entry) -> str:
    """Return what was said last; of an entry that was only opened, its words and no deadline."""
    event = each.last
    if event.number > 1:
        return said(each, event)
    days = {deadline.field for deadline in each.ledger.deadlines}
    return "；".join(filter(None, (event.text.rstrip("。；"), _beside(each, days)))) or "尚无反馈"


def _beside(each: Entry, without: Collection[str]) -> str:
    """Return the fields of the opening step beside title and owner, with their names."""
    made, first = each.ledger, each.history[0].fields
    left_out = {made.title, made.owner, *without}
    filled = [key for key in made.fields if key not in left_out and first.get(key) is not None]
    return "；".join(f"{made.fields[key].name}：{first[key]}" for key in filled)


def said(each: Entry, event: Event) -> str:
    """Return what was said with a step and which fields it changed; — for neither."""
    parts = (event.text.rstrip("。；"), _changes(each, event))
    return "；".join(filter(None, parts)) or NOT_APPLICABLE


def _changes(each: Entry, event: Event) -> str:
    """Say which fields a step changed, old → new; of the opening step the fields beside."""
    if event.number == 1:
        return _beside(each, ())
    before = each.history[event.number - 2].fields
    return "；".join(
        f"{each.ledger.fields[key].name} {before.get(key) or '（空）'} → {value or '（空）'}"
        for key, value in event.fields.items()
        if key in each.ledger.fields and before.get(key) != value
    )


def all_tables(found: LedgerBoard) -> list[Table]:
    """Return the sheets of a ledger's workbook."""
    return [entries(found, found.entries), history(found.entries)]
