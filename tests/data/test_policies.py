"""Policy documents as data: complete, strict, and open to new ones."""

import copy
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from data import catalogue as dictionary
from data import policies, policy_records, policy_service
from data.datasets import dataset
from data.policy_checks import facts_of
from data.records import CatalogueError, Record
from tests.data.small_city import declare
from tests.policy_texts import FACTS, catalogue, made_document
from tests.servers import ROOT

SECTIONS = ("targets", "rules", "mechanisms", "background")
DOCUMENTS = policies.identifiers()


def plain(content):
    """Content without what is empty, numbers as decimals, days as text."""
    if isinstance(content, bool) or content is None:
        return content
    if isinstance(content, (int, float, Decimal)):
        return Decimal(str(content)).normalize()
    if isinstance(content, dict):
        found = {key: plain(inner) for key, inner in content.items()}
        return {key: inner for key, inner in found.items() if inner not in (None, [], {})}
    if isinstance(content, (list, tuple)):
        return [plain(inner) for inner in content]
    if isinstance(content, str):
        try:
            return Decimal(content).normalize()
        except ArithmeticError:
            return content
    return content.isoformat()


OWN_FIELDS = {"measured_by", "statistics", "compared_with"}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_entry_of_the_catalogue_is_here_with_equal_fields(section):
    wanted = {entry["id"]: plain(entry) for entry in catalogue(section)}
    found = {
        entry.id: plain(entry.model_dump(by_alias=True, exclude=OWN_FIELDS))
        for key in DOCUMENTS
        for entry in getattr(policies.document(key), section)
    }
    assert found == wanted


def test_every_document_and_fact_of_the_catalogue_is_here_with_equal_fields():
    for entry in catalogue("documents"):
        found = policies.document(entry["id"]).model_dump()
        assert plain({key: found[key] for key in entry}) == plain(entry)
    for entry in catalogue("facts"):
        assert plain(policies.facts()[entry["id"]].model_dump()) == plain(entry)


def test_the_shipped_documents_hold_together():
    found = policies.documents()
    assert set(found) == set(DOCUMENTS)
    ids = [entry.id for each in found.values() for entry in each.entries]
    assert len(ids) == len(set(ids)) > 300
    assert all(each.switches for each in found.values())
    used = {fact for each in found.values() for rule in each.rules for fact in facts_of(rule)}
    assert used <= {*policies.facts(), "region"} | {
        name for each in found.values() for rule in each.rules for name in rule.derived
    }


def test_a_draft_for_comment_is_known_as_one():
    assert policies.document("wenzhou-2020").status == "draft_for_comment"
    assert policies.document("wenzhou-2023").status == "defers"


# Refusals: the made document, with one thing wrong.


def loaded(content):
    return policies.document_of(content, "xinshi-2026", "xinshi-2026.yaml")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of documents that holds the made one only."""
    monkeypatch.setenv("GONGKUANG_POLICIES", str(tmp_path))
    write(tmp_path, made_document())
    (tmp_path / "facts.yaml").write_text(yaml.safe_dump(FACTS), encoding="utf-8")
    return tmp_path


def write(folder, content, name="xinshi-2026"):
    text = yaml.safe_dump(content, allow_unicode=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def places(content, path=()):
    """Every mapping inside a content whose keys are fixed, by its path."""
    if isinstance(content, dict):
        yield path
        for key, inner in content.items():
            yield from places(inner, (*path, key))
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from places(inner, (*path, number))


OPEN = {"targets", "rules", "mechanisms", "background", "switches", "derived", "changes", "facts"}
"""Mappings whose keys are names; and what stands below `changes` and `facts` is free."""
STRICT = [
    path
    for path in places(made_document())
    if not (path and path[-1] in OPEN) and "changes" not in path and path[-1:] != ("unit_filter",)
]


def at(content, path):
    for step in path:
        content = content[step]
    return content


@pytest.mark.parametrize("path", STRICT, ids=lambda path: ".".join(map(str, path)) or "top")
@given(word=st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12))
def test_an_unknown_key_is_refused_at_every_depth(path, word):
    content = copy.deepcopy(made_document())
    place = at(content, path)
    key = f"{word}_x"
    place[key] = "1"
    with pytest.raises(CatalogueError) as refused:
        loaded(content)
    text = str(refused.value)
    assert text.startswith("xinshi-2026.yaml：")
    if path[:1] and path[0] in SECTIONS:
        assert path[1] in text
        assert key in text


def misspellings(record, content):
    """Every key of a content that a record demands, misspelt."""
    return [key for key in content if key in record.model_fields]


@pytest.mark.parametrize(
    "key", misspellings(policy_records.Rule, made_document()["rules"]["XS26-R01"])
)
def test_a_misspelt_key_of_a_rule_is_refused(key):
    content = made_document()
    rule = content["rules"]["XS26-R01"] = dict(content["rules"]["XS26-R01"])
    rule[f"{key}s"] = rule.pop(key)
    with pytest.raises(CatalogueError, match="XS26-R01"):
        loaded(content)


WRONG = {
    "parent": ("targets.XS26-T01.parent", "XS26-T09", "不是本文件的目标"),
    "circle": ("targets.XS26-T01.parent", "XS26-T01", "成环"),
    "overlap": ("targets.XS26-T01.may_overlap", ["XS26-T09"], "互列"),
    "comparator": ("targets.XS26-T01.comparator", "atleast", "comparator"),
    "measure": ("mechanisms.XS26-M01.measure", "少", "measure"),
    "operator": ("rules.XS26-R01.conditions", {"fact": "filed", "op": "=>", "value": 1}, "op"),
    "no value": ("rules.XS26-R01.conditions", {"fact": "filed", "op": ">="}, "比较符"),
    "value not asked": (
        "rules.XS26-R01.conditions",
        {"fact": "filed", "op": "is_true", "value": 1},
        "比较符",
    ),
    "no list": ("rules.XS26-R01.conditions", {"fact": "filed", "op": "in", "value": "a"}, "列表"),
    "empty all": ("rules.XS26-R01.conditions", {"all": []}, "conditions"),
    "two rates": (
        "rules.XS26-R01.payout",
        {"type": "rate", "of": "paid_yuan", "rate": "0.1", "rate_derived": "x"},
        "只写一个",
    ),
    "no payout": ("rules.XS26-R01.payout", None, "payout"),
    "registered with payout": ("rules.XS26-R01.status", "register_only", "仅登记"),
    "cap": ("rules.XS26-R01.cap", {"by": "kind"}, "封顶"),
    "default": ("switches.XS26-S01.default", "paidd", "default"),
    "entries": ("switches.XS26-S01.entries", ["XS26-T01", "XS26-T09"], "没有条目"),
    "changes": ("switches.XS26-S01.entries", ["XS26-T01"], "changes"),
    "prefix": ("document.prefix", "XS27", "编号应为"),
}


@pytest.mark.parametrize("name", WRONG)
def test_entries_that_do_not_fit_are_refused(name):
    path, value, word = WRONG[name]
    content = copy.deepcopy(made_document())
    *steps, last = path.split(".")
    at(content, steps)[last] = value
    with pytest.raises(CatalogueError, match=word):
        loaded(content)


READ_WRONG = {
    "fact": (
        "rules.XS26-R01.derived",
        {"paid_share": {"op": "add", "args": ["nowhere", 1]}},
        "nowhere",
    ),
    "indicator": ("targets.XS26-T01.measured_by", "nowhere", "measured_by"),
    "screen": ("mechanisms.XS26-M01.served_by", "首業", "served_by"),
    "path": (
        "switches.XS26-S01.options.1.changes.XS26-T01",
        {"tolerance.value": 1},
        "tolerance",
    ),
    "place": ("switches.XS26-S01.options.1.changes.XS26-R01", {"conditions.all.9": 1}, "没有“9”"),
    "changed": ("switches.XS26-S01.options.1.changes.XS26-T01", {"kind": "flaw"}, "kind"),
    "changed key": ("switches.XS26-S01.options.1.changes.XS26-T01", {"valu": 1}, "valu"),
    "changed fact": (
        "switches.XS26-S01.options.1.changes.XS26-R01",
        {"payout.of": "nowhere"},
        "nowhere",
    ),
}


@pytest.mark.parametrize("name", READ_WRONG)
def test_references_that_lead_nowhere_are_refused(folder, name):
    path, value, word = READ_WRONG[name]
    content = copy.deepcopy(made_document())
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    at(content, steps)[last] = value
    write(folder, content, "other-2026")
    with pytest.raises(CatalogueError, match=word):
        policies.document("other-2026")


def test_two_documents_of_one_prefix_are_refused(folder):
    write(folder, made_document(), "other-2026")
    with pytest.raises(CatalogueError, match="prefix"):
        policies.documents()


def test_unknown_documents_and_entries_are_refused_with_what_there_is(folder):
    with pytest.raises(CatalogueError, match="xinshi-2026"):
        policies.document("nowhere")
    with pytest.raises(CatalogueError, match="XS26-T99"):
        policies.entry("XS26-T99")
    with pytest.raises(CatalogueError, match="不是目标，是规则"):
        policies.target("XS26-R01")
    assert policies.is_target("XS26-T01")
    assert not policies.is_target("XS26-R01")
    assert not policies.is_target("value_added")


@pytest.mark.parametrize("content", [None, [], {"targets": {}}, {"document": {}, "target": {}}])
def test_a_file_that_is_no_document_is_refused(content):
    with pytest.raises(CatalogueError, match="document"):
        loaded(content)


@pytest.mark.parametrize("section", [["a"], "text", {"XS26-T01": "text"}])
def test_a_section_that_is_no_mapping_of_entries_is_refused(section):
    with pytest.raises(CatalogueError, match="目标"):
        loaded(made_document() | {"targets": section})


# Switches.


def test_the_default_reading_changes_nothing_and_another_one_its_entries(folder):
    target, rule = policies.target("XS26-T01"), policies.entry("XS26-R01")
    assert policies.chosen(target, {}) == policies.chosen(target, {"XS26-S01": "paid"}) == target
    other = policies.chosen(target, {"XS26-S01": "planned"})
    assert (other.value, other.reading, other.unit) == (80, "按计划额。", "亿元")
    changed = policies.chosen(rule, {"XS26-S01": "planned"})
    assert changed.payout.of == "planned_yuan"
    assert changed.conditions.all[1].any[0].value == 0
    assert changed.conditions.all[0] == rule.conditions.all[0]


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_option_of_every_switch_makes_lawful_entries(key):
    found = policies.document(key)
    for switch in found.switches:
        for option in switch.options:
            readings = {switch.id: option.id}
            changed = {
                entry.id for entry in found.entries if policies.chosen(entry, readings) != entry
            }
            assert changed == set(option.changes)
            assert option.id != switch.default or not option.changes


def test_a_reading_that_does_not_exist_is_refused(folder):
    with pytest.raises(CatalogueError, match="没有选项“plan”"):
        policies.chosen(policies.target("XS26-T01"), {"XS26-S01": "plan"})
    with pytest.raises(CatalogueError, match="XS26-S09"):
        policies.check_readings(["xinshi-2026"], {"XS26-S09": "paid"}, "city.yaml")


WHERE_IT_MATTERS = {
    "WZ23-S01": ("WZ23-T10", "start"),
    "WZ20-S01": ("WZ20-T06", "kind"),
    "SM20-S01": ("SM20-T17", "measured_by"),
    "SM20-S04": ("SM20-T20", "denominator"),
    "SM20-S06": ("SM20-T22", "baseline"),
    "WZ20-S08": ("WZ20-T01", "tolerance"),
    "WZ23-S03": ("WZ23-T24", "tolerance"),
}


@pytest.mark.parametrize("switch", WHERE_IT_MATTERS)
def test_readings_of_targets_reach_the_target(switch):
    key, field = WHERE_IT_MATTERS[switch]
    target = policies.target(key)
    found = next(s for s in policies.document(target.document).switches if s.id == switch)
    for option in found.options:
        other = policies.chosen(target, {switch: option.id})
        assert (getattr(other, field) != getattr(target, field)) == (option.id != found.default)


# Indicators of targets.


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_target_has_an_indicator_in_its_own_unit(key):
    for target in policies.document(key).targets:
        indicator = policies.target_indicator(target)
        assert indicator.id == target.id
        assert indicator.to_unit(Decimal(3), indicator.unit) == 3
        if target.base_unit and target.factor and target.base_unit != target.unit:
            assert indicator.to_unit(target.factor, target.base_unit) == 1
        assert not target.measured_by or target.measured_by in dictionary.indicators()


# A new city with a new document: files only.


def test_a_dataset_stands_under_a_document_of_its_own(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKUANG_DATASETS", str(tmp_path / "cities"))
    declare(tmp_path / "cities", "xinshi", documents=["xinshi-2026"], rosters=[], local_targets={})
    found = dataset("xinshi")
    assert found.indicator("XS26-T01").name == "技改投资"
    declare(tmp_path / "cities", "elsewhere", documents=["nowhere-2026"], local_targets={})
    with pytest.raises(CatalogueError, match="nowhere-2026"):
        dataset("elsewhere")
    readings = {"XS26-S01": "plan"}
    own = {"documents": ["xinshi-2026"], "readings": readings, "local_targets": {}}
    declare(tmp_path / "cities", "misread", **own)
    with pytest.raises(CatalogueError, match="没有选项"):
        dataset("misread")


def test_every_field_of_the_documents_is_explained():
    text = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    modules = (policy_records, policy_service)
    entries = [entry for module in modules for entry in vars(module).values()]
    models = [e for e in entries if isinstance(e, type) and issubclass(e, Record)]
    names = {
        field.alias or name for model in models for name, field in model.model_fields.items()
    } - {"id"}
    assert len(names) > 60
    assert sorted(name for name in names if f"`{name}`" not in text) == []
