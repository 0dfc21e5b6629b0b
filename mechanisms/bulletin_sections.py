"""What a template asks for, written out: the paragraphs, tables and notes of a bulletin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.bulletin_templates import FixedText, Headline, RankingTable, Summaries, Template
from mechanisms import bulletin_notes
from mechanisms.board_table import By
from mechanisms.bulletin_content import ContentTable
from mechanisms.bulletin_table import Boards, ranking_table
from mechanisms.bulletin_words import headline, summary
from mechanisms.circular import Ranking
from mechanisms.circular_rows import is_simulated

NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Material:
    """What a bulletin is written from: template, boards, and the words that are filled in.

    Attributes
    ----------
    boards
        All boards that the template asks for, with and without figures.
    main
        The board that orders the table and gives the period.
    """

    template: Template
    boards: Boards
    main: Ranking
    words: Mapping[str, str]

    def filled(self, text: str) -> str:
        """Return a text of the template with its placeholders filled in."""
        return text.format_map(self.words)

    def chosen(self, indicators: Sequence[str], by: Sequence[By]) -> list[list[Ranking]]:
        """Return the boards with figures, indicator by indicator; no indicators means all."""
        named = indicators or tuple(dict.fromkeys(key for key, _ in self.boards))
        found = ([self.boards.get((key, way)) for way in by] for key in named)
        return [[b for b in each if b is not None and not b.ranked.empty] for each in found]


def boards_asked(template: Template, usual: Sequence[str]) -> tuple[tuple[str, By], ...]:
    """Return which boards a template asks for, those of its tables first.

    Parameters
    ----------
    usual
        The indicators of the city's circular, for sections that name none.
    """
    parts = sorted(template.sections, key=lambda part: not isinstance(part, RankingTable))
    keys: list[tuple[str, By]] = []
    for part in parts:
        if isinstance(part, RankingTable | Summaries):
            keys += [(key, way) for key in part.indicators or usual for way in part.by]
        elif isinstance(part, Headline):
            keys.append((part.indicator or (keys[0][0] if keys else usual[0]), part.by))
    return tuple(dict.fromkeys(keys))


def words_of(template: Template, main: Ranking) -> dict[str, str]:
    """Return what the placeholders of a template stand for."""
    ground, own = template.reference, main.dataset.circular.reference
    relation = own.relation if own.document == ground.document else "参照"
    return {
        "period": main.period.label,
        "city": main.dataset.name,
        "subject": main.dataset.circular.title,
        "units": main.ranked_set.name,
        "basis": f"{relation}{ground.document}{ground.article}",
        "gist": ground.gist,
    }


def paragraphs(material: Material) -> Iterator[str]:
    """Yield the paragraphs of a bulletin."""
    for section in material.template.sections:
        if isinstance(section, FixedText):
            yield material.filled(section.text)
        elif isinstance(section, Headline):
            text = headline(_headline_board(material, section))
            yield from _headed(material, section.heading, [text])
        elif isinstance(section, Summaries):
            yield from _headed(material, section.heading, _summaries(material, section))


def _headed(material: Material, heading: str, texts: list[str]) -> Iterator[str]:
    """Yield a heading and what stands under it; without text there is no heading."""
    if heading and texts:
        yield material.filled(heading)
    yield from texts


def _headline_board(material: Material, section: Headline) -> Ranking:
    """Return the board asked for; where it has no figures, the one that leads the table."""
    wanted = material.boards.get((section.indicator or material.main.board.indicator, section.by))
    return material.main if wanted is None or wanted.ranked.empty else wanted


def _summaries(material: Material, section: Summaries) -> list[str]:
    """Return a numbered paragraph an indicator; what a headline said is not said again."""
    headlines = [part for part in material.template.sections if isinstance(part, Headline)]
    told = [_headline_board(material, part) for part in headlines]
    known = {board.board.indicator for board in told}
    texts = []
    for boards in material.chosen(section.indicators, section.by):
        rest = [board for board in boards if board not in told]
        if rest:
            texts.append(summary(rest, with_whole=rest[0].board.indicator not in known))
    return [f"（{_number(place)}）{text}" for place, text in enumerate(texts, start=1)]


def _number(place: int) -> str:
    return NUMBERS[place - 1] if place <= len(NUMBERS) else str(place)


def tables(material: Material, mark: str) -> Iterator[ContentTable]:
    """Yield the tables of a bulletin; `mark` ends their titles."""
    for section in material.template.sections:
        if isinstance(section, RankingTable):
            chosen = material.chosen(section.indicators, section.by)
            boards = [board for each in chosen for board in each]
            if boards:
                keyed = {(board.board.indicator, board.board.by): board for board in boards}
                yield ranking_table(material.filled(section.title) + mark, keyed)


def notes(material: Material) -> Iterator[str]:
    """Yield the notes at the foot; simulated figures are named first."""
    if is_simulated(material.main):
        yield f"本件数字全部为{material.main.dataset.kind_label}，不代表实际情况"
    yield from bulletin_notes.foot(list(material.boards.values()), material.main)
    yield from map(material.filled, material.template.notes)
