"""What a firms' file holds, ready to be stored, and what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.enterprise_commits import is_code
from data.enterprise_directory import SEVERAL, Directory, Numbers
from data.firm_cells import Texts, each_once, texts
from data.firm_files import FirmTable
from data.registers import RegisterEntry
from mechanisms.firm_findings import Flags, RowFindings
from mechanisms.intake_findings import IntakeFinding
from metrics.printed_text import squeezed

MOST_CHANGES = 200
"""Changes that are listed one by one; all are counted."""
CHANGE_COLUMNS = ("line", "firm", "month", "item", "old", "new")


@dataclass(frozen=True, eq=False)
class Taken:
    """What was read from a firms' file.

    Attributes
    ----------
    rows
        As `enterprise_commits.commit` or `panel_commits.stage` takes them; empty for a roster.
    entries
        Entries of the register of rosters; empty for other files.
    effects
        What the file does to what is stored, each with its count (新增企业 …).
    changes
        The first `MOST_CHANGES` changes of what is stored: columns `CHANGE_COLUMNS`, as texts.
    changed
        How many there are in all.
    months
        The months of a panel, oldest first.
    firms, figures
        How many firms, and how many figures of a panel that are not 未报.
    left_out
        Names of the panel's columns that the file does not hold: what is stored of them stays.
    """

    findings: tuple[IntakeFinding, ...]
    rows: pd.DataFrame
    effects: tuple[tuple[str, int], ...]
    changes: pd.DataFrame
    changed: int
    firms: int
    months: tuple[str, ...] = ()
    figures: int = 0
    left_out: tuple[str, ...] = ()
    entries: tuple[RegisterEntry, ...] = ()


def taken_entries(
    table: FirmTable,
    findings: Sequence[IntakeFinding],
    entries: Sequence[RegisterEntry],
    changes: Sequence[tuple[object, ...]],
) -> Taken:
    """Return what was read from a file of register entries; one with a key corrects a stored one.

    Parameters
    ----------
    changes
        Fields of stored entries that become others, in `CHANGE_COLUMNS`.
    """
    again = sum(bool(each.key) for each in entries)
    touched = len({line for line, *_ in changes})
    return Taken(
        findings=tuple(findings),
        rows=pd.DataFrame(),
        effects=(
            ("新增条目", len(entries) - again),
            ("改动条目", touched),
            ("不变条目", again - touched),
        ),
        changes=change_table(changes[:MOST_CHANGES]),
        changed=len(changes),
        firms=len(table.lines),
        entries=tuple(entries),
    )


@dataclass(frozen=True, eq=False)
class Named:
    """Who the rows of a file are about.

    Attributes
    ----------
    numbers
        Of the register; 0 where the firm is not known, `SEVERAL` where the name is that of more.
    codes, names
        As the file says, codes in half-width capitals; empty where it does not.
    registered
        The name that the register knows the firm by now; empty for one that is not known.
    """

    numbers: Numbers
    given: Numbers
    codes: Texts
    names: Texts
    registered: Texts

    def words(self, at: int) -> str:
        """Name a row's firm: as the file does, else as the register does."""
        name = self.names[at] or self.registered[at] or self.codes[at]
        return str(name) or f"编号{self.given[at]}"


def named(table: FirmTable, directory: Directory) -> Named:
    """Match the rows of a file to the register: by number, else by code, else by exact name."""
    codes, names = codes_of(table, "uscc"), column_texts(table, "name")
    given = each_once(column_texts(table, "firm"), _number).astype(np.int64)
    by_number = np.where(directory.known(given), given, 0)
    by_code = directory.by_code(codes)
    numbers = np.where(given != 0, by_number, np.where(codes != "", by_code, 0))
    only_name = (given == 0) & (codes == "")
    numbers = np.where(only_name, directory.by_name(names), numbers)
    registered = directory.firms["name"].reindex(numbers).fillna("").to_numpy(dtype=object)
    return Named(numbers, given, codes, names, registered)


def column_texts(table: FirmTable, key: str) -> Texts:
    """Return a column as texts, empty ones where the file has no such column."""
    if key not in table.columns:
        return np.full(len(table.lines), "", dtype=object)
    return texts(table.columns[key])


def codes_of(table: FirmTable, key: str) -> Texts:
    """Return a column of codes in half-width capitals."""
    return each_once(column_texts(table, key), lambda text: squeezed(text).upper())


def _number(text: str) -> int:
    """Return the number of a firm, 0 for none, −1 for what is no number."""
    plain = squeezed(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else -bool(plain)


def identity_findings(rows: RowFindings, who: Named) -> Sequence[IntakeFinding]:
    """Return the findings on firms that are not named, not known, or several."""
    blank = (who.codes == "") & (who.names == "") & (who.given == 0)
    wrong = wrong_codes(who.codes)
    column = next((key for key in ("uscc", "name", "firm") if key in rows.table.heads), "")
    unknown = (who.numbers == 0) & ~blank & ~wrong
    return [
        *rows.about("firm_unnamed", blank, "{count}行没有代码也没有名称", lambda at: "空"),
        *rows.about("firm_code_wrong", wrong, "{count}个", lambda at: who.codes[at], "uscc"),
        *rows.about("firm_unknown", unknown, "{count}行的企业没有登记", who.words, column),
        *rows.about(
            "firm_ambiguous",
            who.numbers == SEVERAL,
            "{count}行的名称有不止一家企业在用",
            who.words,
            "name",
        ),
    ]


def wrong_codes(codes: Texts) -> Flags:
    """Say which codes are none, by their check digit; a blank one is not wrong."""
    flags: Flags = each_once(codes, lambda code: bool(code) and not is_code(code)).astype(bool)
    return flags


def change_table(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Return changes as a table of texts."""
    return pd.DataFrame(rows, columns=[*CHANGE_COLUMNS])


def later_twins(*keys: npt.NDArray[np.object_] | Numbers) -> Flags:
    """Say which rows repeat an earlier one in all keys."""
    frame = pd.DataFrame({str(place): key for place, key in enumerate(keys)})
    return np.asarray(frame.duplicated())
