"""Taking in a file by the command line: the same pipeline, with explanations from a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.intake_rules import intake_rules
from data.records import read_yaml
from data.store import Question
from mechanisms import intake
from mechanisms.intake import Previewed
from mechanisms.intake_delivery import Delivery, IntakeError
from mechanisms.intake_findings import IntakeFinding


@dataclass(frozen=True)
class Sent:
    """A file on disk and what its sender says of it; empty fields are filled by rule."""

    path: Path
    actor: str
    month: str = ""
    published: str = ""
    source: str = ""


def previewed(question: Question, sent: Sent) -> Previewed:
    """Keep a file, read and check it.

    Raises
    ------
    IntakeError
        If the file cannot be opened, a day or month is none, or no table can be read.
    """
    said = Delivery(
        _day(f"{sent.month}-01", "资料所属月", "2025-09").strftime("%Y-%m") if sent.month else "",
        _day(sent.published, "公布日", "2025-10-20") if sent.published else None,
        sent.source,
    )
    receipt = intake.receive(question, sent.path.name, _content(sent.path), "command", sent.actor)
    return intake.preview(question, receipt, said)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"打不开 {path}（{error.strerror}）；请检查文件名和权限"
        raise IntakeError(msg) from error


def _day(text: str, what: str, example: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{what}“{text.removesuffix('-01')}”无法识别；写法如 {example}"
        raise IntakeError(msg) from error


def explanations(path: Path | None) -> dict[str, str]:
    """Return the texts of a file of explanations, by key of a finding or id of a rule.

    Raises
    ------
    CatalogueError
        If the file is missing or is not YAML.
    IntakeError
        If it is not a list of “键: 说明”.
    """
    content = {} if path is None else read_yaml(path)
    if not isinstance(content, Mapping):
        msg = f"{path}：应当逐行写“键: 说明”"
        raise IntakeError(msg)
    return {str(key): str(text) for key, text in content.items()}


Words = Callable[[Sequence[tuple[IntakeFinding, str]]], str]


def committed(shown: Previewed, texts: Mapping[str, str], actor: str, words: Words) -> int:
    """Store a previewed file; return the number of the batch.

    Parameters
    ----------
    words
        Says what must still be explained.

    Raises
    ------
    IntakeError
        If an explanation names nothing, or as `intake.commit`; a faulty file is noted as refused.
    """
    known = {found.key for found in shown.to_explain} | set(intake_rules().rules)
    if unknown := [key for key in texts if key not in known]:
        msg = f"说明文件中的键 {'、'.join(unknown)} 不在核对结果中；请照核对结果的“键”一栏改正"
        raise IntakeError(msg)
    if shown.errors:
        intake.refuse(shown, actor)
    elif missing := intake.unexplained(shown, texts):
        raise IntakeError(words(missing))
    return intake.commit(shown, texts, actor)
