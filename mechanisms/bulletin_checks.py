"""The check list beside a draft, and what the page says of all bulletins."""

from collections.abc import Iterator, Sequence
from datetime import date

from data.bulletin_records import Bulletin
from data.bulletin_states import STATE_WORDS, is_among
from mechanisms.bulletin_content import Content, ContentRow
from mechanisms.bulletin_figures import foreign_figures, misplaced_figures
from mechanisms.bulletin_table import board_of_key
from metrics.checks import Finding, Outcome
from metrics.wording import NOT_REPORTED, date_text, join_names

MOST_NAMED = 5


def check_list(
    content: Content,
    writers: Sequence[str],
    signer: str,
    newer: str,
    rivals: Sequence[Bulletin] = (),
) -> list[Finding]:
    """Return what the one who issues must look at; it warns and never edits.

    Parameters
    ----------
    writers
        Who saved a version of the draft.
    signer
        Who would issue it; empty where the viewer may not.
    newer
        What newer data would print otherwise, in words; empty where nothing.
    rivals
        Other documents on the same matter, as from `rivals_of`.
    """
    return [
        _complete(content),
        _one_basis(content),
        own_figures(content),
        two_people(writers, signer),
        frozen(content, newer),
        _alone(rivals),
    ]


def rivals_of(own: Bulletin, found: Sequence[Bulletin]) -> list[Bulletin]:
    """Return which other documents tell the figures of the same template and period.

    Those that are issued and in force, and those in the making; a correction has none, since
    it takes the place of what it corrects.
    """
    if own.form != "circular":
        return []
    same = (each for each in found if (each.template, each.period) == (own.template, own.period))
    return [
        each
        for each in same
        if each.id != own.id and (each.is_open or each.in_force) and each.form != "withdrawal"
    ]


def _complete(content: Content) -> Finding:
    silent = [row for row in _rows(content) if any(c.text == NOT_REPORTED for c in row.cells)]
    due = [row.cells[0].text for row in silent if not row.listed]
    if due:
        return finding("数据齐全", Outcome.DIFFERS, f"{_some(due)}有未报的数字")
    listed = [row.cells[0].text for row in silent]
    more = f"；{_some(listed)}未报，不参与排名" if listed else ""
    return finding("数据齐全", Outcome.AGREES, f"参与排名的单位都已报{more}")


def _rows(content: Content) -> Iterator[ContentRow]:
    """Yield the rows of figures; a list of changes is none."""
    for table in content.tables:
        if any(column.key for column in table.columns):
            yield from table.rows


def _one_basis(content: Content) -> Finding:
    keys = [column.key for table in content.tables for column in table.columns if column.key]
    labels = dict.fromkeys(board_of_key(key)[1].label for key in keys)
    if not labels:
        return finding("口径", Outcome.UNCHECKABLE, "没有排名表")
    if len(labels) == 1:
        return finding("口径", Outcome.AGREES, "各项指标同为一期，口径和位次规则见附注")
    text = f"各项指标期别不一（{join_names(labels)}），表头已分别写明；口径和位次规则见附注"
    return finding("口径", Outcome.UNCHECKABLE, text)


def own_figures(content: Content) -> Finding:
    """Say which figures of title and text do not stand in the tables."""
    foreign, misplaced = foreign_figures(content), misplaced_figures(content)
    wrong = [f"表中没有：{_some(foreign)}"] if foreign else []
    wrong += [f"表中不是该单位的数：{_some(misplaced)}"] if misplaced else []
    if wrong:
        return finding("文中数字", Outcome.DIFFERS, f"{'；'.join(wrong)}，请核对")
    text = "标题和正文的数字都在表中；手改处的增减方向和指标名称须人工核对"
    return finding("文中数字", Outcome.AGREES, text)


def two_people(writers: Sequence[str], signer: str) -> Finding:
    """Say who wrote, and whether the one who would issue is somebody else."""
    names = join_names(writers)
    if not signer:
        return finding("复核", Outcome.UNCHECKABLE, f"起草：{names}；签发人须为另一人")
    if is_among(signer, writers):
        return finding("复核", Outcome.DIFFERS, f"起草：{names}；{signer}改过此稿，不能签发")
    return finding("复核", Outcome.AGREES, f"起草：{names}；签发：{signer}")


def frozen(content: Content, newer: str) -> Finding:
    """Say what the figures rest on, and what newer data would print otherwise."""
    day = date_text(date.fromisoformat(content.as_of))
    basis = f"数据版本{content.vintage}，数据时点{day}，签发时随文件冻结"
    if not newer:
        return finding("冻结版本", Outcome.AGREES, basis)
    return finding("冻结版本", Outcome.DIFFERS, f"{basis}；有更新的数据：{newer}")


def _alone(rivals: Sequence[Bulletin]) -> Finding:
    if not rivals:
        return finding("同期通报", Outcome.AGREES, "同一期没有别的通报")
    named = join_names(f"{each.id}号（{STATE_WORDS[each.state]}）" for each in rivals)
    advice = "；改动已签发的数字请用更正" if any(each.in_force for each in rivals) else ""
    return finding("同期通报", Outcome.DIFFERS, f"同一期另有{named}{advice}")


def finding(check: str, outcome: Outcome, text: str) -> Finding:
    """Return a finding without rows of its own."""
    return Finding(check, outcome, text, ())


def _some(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    more = f"等{len(shown)}处" if len(shown) > MOST_NAMED else ""
    return f"{join_names(shown[:MOST_NAMED])}{more}"


def headline(found: Sequence[Bulletin], touched: Sequence[int], *, drafts: bool) -> str:
    """Say how many drafts there are, what waits for signing, which issued ones data touch.

    Markdown with at most two bold passages. A withdrawal is issued, but nothing holds by it.

    Parameters
    ----------
    touched
        The issued documents in force that newer data touch.
    drafts
        Whether the viewer sees drafts.
    """
    issued = [each for each in found if each.state == "issued"]
    sentences = [_drafts_sentence(found)] if drafts else []
    if not issued:
        return "".join([*sentences, "还没有签发的通报。"])
    holding = [each for each in issued if each.in_force and each.form != "withdrawal"]
    sentences.append(f"已签发{len(issued)}件，其中有效{len(holding)}件")
    if not holding:
        return "".join([*sentences, "。"])
    return "".join(sentences) + _touched_clause(touched, may_correct=drafts)


def _drafts_sentence(found: Sequence[Bulletin]) -> str:
    open_ones = [each for each in found if each.is_open and each.state != "submitted"]
    waiting = [str(each.id) for each in found if each.state == "submitted"]
    written = f"草稿{len(open_ones)}件" if open_ones else "没有草稿"
    if not waiting:
        return f"{written}，没有待签发的。"
    return f"{written}，**待签发{len(waiting)}件**（{join_names(waiting)}号）。"


def _touched_clause(touched: Sequence[int], *, may_correct: bool) -> str:
    if not touched:
        return "，都与现有数据一致。"
    ask = "请核对是否更正" if may_correct else "是否更正以发文机关为准"
    return f"；**{join_names(map(str, touched))}号的数字已有更新**，{ask}。"
