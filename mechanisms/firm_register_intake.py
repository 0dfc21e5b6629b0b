"""A register of firms (企业名录) read, checked, and held against what is registered."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data import catalogue, datasets
from data.datasets import Dataset
from data.enterprise_commits import SIZES
from data.enterprise_directory import Directory
from data.firm_cells import Texts, day_of, each_once
from data.firm_files import FirmTable
from data.region_words import plain_name, unit_names
from data.store import Question
from mechanisms.firm_findings import Flags, RowFindings
from mechanisms.firm_taken import (
    MOST_CHANGES,
    Named,
    Taken,
    change_table,
    codes_of,
    column_texts,
    later_twins,
    named,
    wrong_codes,
)
from mechanisms.intake_findings import IntakeFinding, finding
from metrics.printed_text import squeezed
from metrics.wording import join_names

FIELDS = {
    "uscc": "统一社会信用代码",
    "name": "企业名称",
    "region": "区划",
    "industry": "行业大类",
    "size": "规模",
    "founded": "成立日期",
    "tags": "标签",
}
"""What is registered of a firm, in words."""
LONGEST_NAME = 100
_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_TAG_SIGNS = str.maketrans("，,;；", "、、、、")


@dataclass(frozen=True, eq=False)
class _Register:
    """The rows of a file beside what is registered of their firms.

    Attributes
    ----------
    numbers
        The firm of each row, 0 for a new one.
    given, filled
        By field: as the file says, and with what is registered where the file has no column.
    stored
        By field, what is registered; empty or None for new firms.
    """

    table: FirmTable
    who: Named
    numbers: np.ndarray
    given: dict[str, Texts]
    filled: dict[str, Texts]
    stored: dict[str, Texts]

    def words(self, at: int) -> str:
        return self.who.words(at)


def taken(question: Question, table: FirmTable, directory: Directory) -> Taken:
    """Read a register of firms.

    Parameters
    ----------
    directory
        What is registered, read once.
    """
    dataset = datasets.dataset(question.dataset)
    material = _material(dataset, table, directory)
    rows = RowFindings(table)
    found = [*rows.heads(), *rows.broken(), *_lacking(rows, material)]
    found += [*_of_identity(rows, material, directory), *_of_fields(rows, material)]
    found += [*_to_explain(rows, material, directory), *_carried(rows, material)]
    changes = _changes(material)
    count = len(table.lines)
    new = int((material.numbers == 0).sum())
    touched = len({line for line, *_ in changes})
    effects = (("新增企业", new), ("改动企业", touched), ("不变企业", count - new - touched))
    return Taken(
        findings=tuple(found),
        rows=_frame(material),
        effects=effects,
        changes=change_table([_in_words(each) for each in changes[:MOST_CHANGES]]),
        changed=len(changes),
        firms=count,
    )


def _material(dataset: Dataset, table: FirmTable, directory: Directory) -> _Register:
    who = named(table, directory)
    former = directory.by_code(codes_of(table, "former_uscc"))
    numbers = np.where(who.given > 0, who.numbers, directory.by_code(who.codes))
    numbers = np.where(numbers == 0, former, numbers).clip(min=0)
    given = {
        "uscc": who.codes,
        "name": who.names,
        "region": each_once(column_texts(table, "region"), reads_region(dataset)),
        "industry": each_once(column_texts(table, "industry"), _industry),
        "size": column_texts(table, "size"),
        "founded": each_once(column_texts(table, "founded"), day_of),
        "tags": each_once(column_texts(table, "tags"), _tags),
    }
    stored = _stored(directory, numbers)
    filled = {key: given[key] if key in table.heads else stored[key] for key in given}
    return _Register(table, who, numbers, given, filled, stored)


def _stored(directory: Directory, numbers: np.ndarray) -> dict[str, Texts]:
    known = directory.firms.reindex(numbers)
    found = {key: known[key].to_numpy(dtype=object, copy=True) for key in FIELDS}
    for key, values in found.items():
        values[pd.isna(values)] = None if key == "founded" else ""
    found["tags"] = each_once(found["tags"], lambda text: "、".join(json.loads(text or "[]")))
    return found


def own_regions(dataset: Dataset) -> set[str]:
    """Return the units in which a firm of the dataset can lie: those that are not its peers."""
    sets = [ranked for ranked in dataset.ranked_sets if not ranked.home]
    units = {code for each in sets for code in (each.whole, *each.members, *each.listed)}
    return {dataset.region, *units}


class _Regions:
    """Reads a code or a name of a unit; what is none stays as it is written, marked by 〔."""

    def __init__(self, dataset: Dataset) -> None:
        self._own = own_regions(dataset)
        self._whole = dataset.region
        self._names = unit_names(dataset)

    def __call__(self, text: str) -> str:
        plain = plain_name(text)
        if plain in self._own:
            return plain
        codes = self._names.get(plain, frozenset()) & self._own
        codes = codes if len(codes) == 1 else codes - {self._whole}
        return next(iter(codes)) if len(codes) == 1 else f"〔{text}"


def reads_region(dataset: Dataset) -> Callable[[str], str]:
    """Return what reads a unit of a dataset: to its code, or to the text marked by ``〔``."""
    return _Regions(dataset)


def _industry(text: str) -> str:
    plain = squeezed(text).upper()
    divisions = catalogue.industries()
    by_number = {code[1:]: code for code in divisions}
    by_name = {plain_name(name): code for code, name in divisions.items()}
    found = plain if plain in divisions else by_number.get(plain) or by_name.get(plain_name(text))
    return found or f"〔{text}"


def _tags(text: str) -> str:
    parts = (part.strip() for part in text.translate(_TAG_SIGNS).split("、"))
    return "、".join(dict.fromkeys(part for part in parts if part))


def _lacking(rows: RowFindings, material: _Register) -> Iterator[IntakeFinding]:
    if (material.numbers == 0).any():
        yield from rows.missing(("region", "industry"), ("区划", "行业大类"))
    if not len(material.table.lines):
        yield finding("no_figures", material.table.sheet, "", "表头下面没有企业")


def _of_identity(
    rows: RowFindings, material: _Register, directory: Directory
) -> Iterator[IntakeFinding]:
    who, numbers = material.who, material.numbers
    wrong = wrong_codes(who.codes)
    yield from rows.about("firm_code_wrong", wrong, "{count}个", lambda at: who.codes[at], "uscc")
    former_text = codes_of(material.table, "former_uscc")
    former = directory.by_code(former_text)
    by_code = directory.by_code(who.codes)
    unknown = ((who.given != 0) & ~directory.known(who.given)) | (
        (former_text != "") & (former == 0)
    )
    apart = np.zeros(len(numbers), dtype=bool)
    for each in (by_code, former):
        apart |= (each != 0) & (numbers != 0) & (each != numbers)
    text = "{count}行的编号或原代码没有登记过，或分属几家企业"
    yield from rows.about("firm_identity", unknown | apart, text, material.words)
    known = np.where(numbers == 0, -np.arange(1, len(numbers) + 1), numbers)
    twice = later_twins(known) | (later_twins(who.codes) & (who.codes != ""))
    nameless = (numbers == 0) & (who.codes == "")
    twice |= later_twins(np.where(nameless, who.names, known.astype(str))) & nameless
    yield from rows.about("firm_doubled", twice, "{count}行重复", material.words)


def _of_fields(rows: RowFindings, material: _Register) -> Iterator[IntakeFinding]:
    given = material.given
    unlawful = each_once(given["name"], _is_unlawful_name).astype(bool)
    text = f"{{count}}行的名称是空的、像公式，或超过{LONGEST_NAME}字"
    yield from rows.about(
        "firm_name_unlawful", unlawful, text, lambda at: given["name"][at][:30] or "空", "name"
    )
    checks = (
        ("region", "unknown_region", "{count}行的区划不是本数据集登记的单位"),
        ("industry", "unknown_industry", "{count}行的行业不是工业大类（代码如 C13，或名称）"),
    )
    for key, check, said in checks:
        if key in material.table.heads:
            texts = [_bare(each) for each in given[key]]
            yield from rows.about(check, _marked(given[key]), said, texts.__getitem__, key)
    sizes = [str(size) for size in given["size"]]
    unknown, said = ~np.isin(sizes, SIZES), "{count}行的规模不在选项中"
    yield from rows.about("firm_size_unknown", unknown, said, sizes.__getitem__, "size")
    no_day = np.array([isinstance(day, str) for day in given["founded"]], dtype=bool)
    said = "{count}行的成立日期读不出来"
    days = [str(day) for day in given["founded"]]
    yield from rows.about("day_unreadable", no_day, said, days.__getitem__, "founded")


def _is_unlawful_name(name: str) -> bool:
    return not name or name.startswith(_STARTS_FORMULA) or len(name) > LONGEST_NAME


def _marked(values: Texts) -> Flags:
    return np.array([text.startswith("〔") for text in values], dtype=bool)


def _bare(text: str) -> str:
    return text.removeprefix("〔") or "空"


def _to_explain(
    rows: RowFindings, material: _Register, directory: Directory
) -> Iterator[IntakeFinding]:
    new, who = material.numbers == 0, material.who
    text = "{count}家新企业没有统一社会信用代码"
    yield from rows.about("firm_code_missing", new & (who.codes == ""), text, material.words)
    taken_names = new & (directory.by_name(who.names) != 0) & (who.names != "")
    text = "{count}家按代码是新企业，但名称已有企业登记"
    yield from rows.about("firm_name_taken", taken_names, text, material.words, "name")
    changed = np.zeros(len(new), dtype=bool)
    for key in FIELDS:
        changed |= _differs(material, key)
    yield from rows.about("firm_changed", changed, "{count}家", lambda at: _changed(material, at))


def _differs(material: _Register, key: str) -> Flags:
    different: Flags = (material.filled[key] != material.stored[key]) & (material.numbers != 0)
    return different


def _changed(material: _Register, at: int) -> str:
    items = [FIELDS[key] for key in FIELDS if _differs(material, key)[at]]
    return f"{material.words(at)}（{join_names(items)}）"


def _carried(rows: RowFindings, material: _Register) -> Iterator[IntakeFinding]:
    """Say which columns the file does not have: what is registered in them stays."""
    absent = [name for key, name in FIELDS.items() if key not in material.table.heads]
    if absent and (material.numbers != 0).any():
        text = f"没有“{join_names(absent)}”列，已登记的企业沿用原来的内容"
        yield finding("register_carried", material.table.sheet, "", text)


def _changes(material: _Register) -> list[tuple[int, str, str, object, object]]:
    """Return what changes of known firms: line, firm, field, old, new; in the order of the file."""
    found = []
    for key in FIELDS:
        old, new = material.stored[key], material.filled[key]
        for at in np.flatnonzero(_differs(material, key)):
            line = int(material.table.lines[at])
            found.append((line, material.words(int(at)), key, old[at], new[at]))
    return sorted(found, key=lambda each: each[0])


def _in_words(change: tuple[int, str, str, object, object]) -> tuple[object, ...]:
    line, firm, key, old, new = change
    return line, firm, "", FIELDS[key], _printed(key, old), _printed(key, new)


def _printed(key: str, value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else _bare(str(value or ""))
    if key == "region" and text in catalogue.regions():
        return catalogue.regions()[text].short_name
    return catalogue.industries().get(text, text) if key == "industry" else text


def _frame(material: _Register) -> pd.DataFrame:
    former = codes_of(material.table, "former_uscc")
    return pd.DataFrame(
        {
            "firm": material.numbers,
            "former_uscc": former,
            **material.filled,
            "row": material.table.lines,
        }
    )
