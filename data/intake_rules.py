"""The rules of intake as data: grades, advice, limits of files, what counts as an explanation."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field

from data.records import FOLDER, Record, parse, read_yaml

Grade = Literal["must", "explain", "note"]
GRADE_WORDS: dict[Grade, str] = {
    "must": "强制性错误",
    "explain": "核实性错误",
    "note": "提示",
}


class Rule(Record):
    """One rule: its name, how grave a breach is, what to do, on what ground, with what bounds."""

    id: str
    name: str
    grade: Grade
    advice: str
    basis: str
    params: Mapping[str, Decimal | tuple[Decimal, ...]] = Field(default_factory=dict)

    def number(self, name: str) -> Decimal:
        """Return a parameter that is one number."""
        value = self.params[name]
        assert isinstance(value, Decimal)  # noqa: S101 - the shipped file is tested for it
        return value

    def numbers(self, name: str) -> tuple[Decimal, ...]:
        """Return a parameter that is several numbers."""
        value = self.params[name]
        assert isinstance(value, tuple)  # noqa: S101 - the shipped file is tested for it
        return value


class FileLimits(Record):
    """How large a file may be before it is refused unread."""

    most_bytes: int
    most_unpacked_bytes: int
    most_cells: int
    most_columns: int
    most_sheets: int
    most_parquet_cells: int


class ExplanationRule(Record):
    """What is no explanation: stock phrases, and texts with too little beside them."""

    least_characters: int
    empty_phrases: tuple[str, ...]


class IntakeRules(Record):
    """The whole file `intake_rules.yaml`."""

    files: FileLimits
    explanations: ExplanationRule
    rules: Mapping[str, Rule]


@cache
def intake_rules() -> IntakeRules:
    """Return the rules of intake.

    Raises
    ------
    CatalogueError
        If the file has unknown, missing or ill-typed keys.
    """
    content = read_yaml(FOLDER / "intake_rules.yaml")
    named = {key: {"id": key, **entry} for key, entry in content["rules"].items()}
    return parse(IntakeRules, {**content, "rules": named}, "intake_rules.yaml")
