"""Writing bulletins: a template and the boards of a circular in, a frozen content out."""

from collections.abc import Mapping

from data import datasets
from data.bulletin_templates import NEED_WORDS, Need, Template
from data.records import CatalogueError
from data.store import Question
from mechanisms import bulletin_notes, bulletin_sections, circular
from mechanisms.board_table import MEASURE_OF, Board, By
from mechanisms.bulletin_content import BulletinError, Content
from mechanisms.bulletin_sections import Material, boards_asked, words_of
from mechanisms.bulletin_table import Boards, board_of_key, leading_board
from mechanisms.circular import Ranking
from mechanisms.circular_rows import is_simulated
from mechanisms.region_panel import region_panel
from metrics.periods import Period

AT_HAND: tuple[Need, ...] = ("rankings",)
Pinned = Mapping[tuple[str, By], Period]


def compose(question: Question, template: Template, period: Period | None = None) -> Content:
    """Write a bulletin from the boards of the dataset's circular.

    Parameters
    ----------
    question
        Dataset, as_of and vintage; it must see all units.
    template
        What is written in which order.
    period
        The newest period that may stand in it (default: the newest known). Figures that lag
        behind it keep their own period.

    Raises
    ------
    BulletinError
        If data that the template needs are not at hand, or no board has figures.
    """
    return _compose(question, template, period, {})


def recompose(
    question: Question, template: Template, issued: Content, period: Period | None = None
) -> Content:
    """Write the same bulletin from newer data: each board of the period that was issued.

    A figure that lagged behind and has since arrived for a later period does not take the place
    of the one that was printed, so that `bulletin_changes.changes` finds every revision.

    Raises
    ------
    BulletinError
        As `compose`.
    """
    keys = [column.key for table in issued.tables for column in table.columns if column.key]
    pinned = dict(board_of_key(key) for key in keys)
    return _compose(question, template, period or Period.parse(issued.period), pinned)


def _compose(
    question: Question, template: Template, period: Period | None, pinned: Pinned
) -> Content:
    _check_needs(template)
    _check_scope(question)
    material = _material(question, template, period, pinned)
    main, texts = material.main, tuple(bulletin_sections.paragraphs(material))
    mark = f"（{main.dataset.kind_label}）" if is_simulated(main) else ""
    return Content(
        template=template.id,
        form="circular",
        city=main.dataset.name,
        kind_label=main.dataset.kind_label,
        simulated=is_simulated(main),
        period=main.period.code,
        period_label=main.period.label,
        title=material.filled(template.title) + mark,
        recipients=material.filled(template.recipients),
        paragraphs=texts,
        tables=tuple(bulletin_sections.tables(material, mark)),
        notes=tuple(bulletin_sections.notes(material)),
        provenance=bulletin_notes.provenance(list(material.boards.values()), main.period),
        as_of=question.as_of.isoformat(),
        vintage=question.vintage,
        generated=texts,
    )


def _check_needs(template: Template) -> None:
    missing = [NEED_WORDS[need] for need in template.needs if need not in AT_HAND]
    if missing:
        msg = (
            f"{template.name}：缺{'、'.join(missing)}，本系统尚未收到这类数据，不能成文；"
            "请先接入并入库，或改用其他模板"
        )
        raise BulletinError(msg)


def _check_scope(question: Question) -> None:
    if question.scope is not None:
        msg = "通报须用全部单位的数字成文，当前身份只能看本单位；请由经信局业务人员起草"
        raise BulletinError(msg)


def _material(
    question: Question, template: Template, period: Period | None, pinned: Pinned
) -> Material:
    boards = _boards(question, template, period, pinned)
    filled = [board for board in boards.values() if not board.ranked.empty]
    if not filled:
        name = datasets.dataset(question.dataset).name
        msg = f"{name}{period.label if period else ''}没有可以通报的数字；请先入库，或改选期别"
        raise BulletinError(msg)
    main = leading_board(filled)
    return Material(template, boards, main, words_of(template, main))


def _boards(
    question: Question, template: Template, period: Period | None, pinned: Pinned
) -> Boards:
    """Return the boards that the template asks for, at their pinned or newest periods."""
    usual = datasets.dataset(question.dataset).circular.indicators
    newest = {
        (each.board.indicator, each.board.by): each for each in circular.boards(question, period)
    }
    found = {}
    for key in boards_asked(template, usual):
        when = pinned.get(key)
        if key in newest and when in (None, newest[key].period):
            found[key] = newest[key]
        else:
            found[key] = _ranked(question, key, when, period)
    return found


def _ranked(
    question: Question, key: tuple[str, By], when: Period | None, latest: Period | None
) -> Ranking:
    """Rank a board of a given period, or an indicator outside of the city's circular."""
    indicator, by = key
    if when is None:
        known = _panel_periods(question, indicator, by)
        when = next((p for p in known if latest is None or p.end <= latest.end), latest)
    return circular.ranking(question, Board(indicator, by), when)


def _panel_periods(question: Question, indicator: str, by: By) -> list[Period]:
    try:
        return region_panel(question, indicator).periods(MEASURE_OF[by])
    except CatalogueError as error:
        msg = f"模板要用的指标 {indicator} 不能排名：{error}"
        raise BulletinError(msg) from error
