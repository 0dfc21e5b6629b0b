"""The documents name what the code has, and only what it has."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.main import get_command

import manage
from data import (
    alert_rules,
    bulletin_states,
    bulletin_templates,
    catalogue,
    credit_measures,
    dataset_parts,
    datasets,
    firm_heads,
    intake_rules,
    layoff_methods,
    ledgers,
    monthly_settings,
    panel_columns,
    permissions,
    policy_words,
    quarterly_settings,
    receipts,
    records,
    register_fields,
    signal_rules,
    simulated_credit,
    simulated_events,
    simulated_firm_plan,
    simulated_fund,
    simulated_history,
    simulated_industries,
    simulated_ledgers,
    simulated_rankings,
    simulated_targets,
    simulated_weeks,
    table_words,
    weekly_settings,
)
from mechanisms import circular_rows
from reports import intake_listing
from reports.command_words import Group
from tests.servers import ROOT

SKIPPED = {".venv", "var", ".git", ".pytest_cache", "htmlcov"}
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for path in ROOT.rglob("*.md")
    if not SKIPPED & set(path.relative_to(ROOT).parts)
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
GLOSSARY_ROW = re.compile(r"^\| ([^|`]+?) \| `([^`]+)` \|", re.MULTILINE)
FILE_NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|yaml|csv|md|toml))`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
COMMAND = re.compile(r"manage\.py ([a-z]+)(?: ([a-z]+))?")
VARIABLE = re.compile(r"""environ(?:\.get\(|\[)["'](\w+)""")
PAGE = re.compile(r'\(\w+, "([^"]+)", ":material')


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def broken_links(path, text):
    """Relative links that lead to no file."""
    targets = (unquote(link.partition("#")[0]) for link in LINK.findall(text))
    near = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    return [target for target in near if not (ROOT / path.parent / target).exists()]


def pairs(text):
    """The Chinese words and identifiers of a glossary, in order."""
    return GLOSSARY_ROW.findall(text)


def ambiguous(text):
    """Words or identifiers that stand in a glossary more than once."""
    columns = zip(*pairs(text), strict=True)
    return [word for column in columns for word, count in Counter(column).items() if count > 1]


def unnamed(words, text):
    """Words that a document does not name between backticks."""
    named = set(re.findall(r"`([^`\n]+)`", text))
    return sorted(set(words) - named)


def records_of(module):
    """The fields of every record that a module declares."""
    found = [entry for entry in vars(module).values() if isinstance(entry, type)]
    declared = [entry for entry in found if issubclass(entry, records.Record)]
    return {name for entry in declared for name in entry.model_fields}


def commands():
    """All commands as they are typed, those of a group behind its name: `bulletin issue`."""
    found = dict(get_command(manage.app).commands)
    groups = {name: entry for name, entry in found.items() if isinstance(entry, Group)}
    for name, group in groups.items():
        found |= {f"{name} {word}": entry for word, entry in group.commands.items()}
    return found


def commands_named(text):
    """What a text calls as commands; the word behind a group must be one of its commands."""
    groups = {name.partition(" ")[0] for name in commands() if " " in name}
    pairs = COMMAND.findall(text)
    return {f"{first} {second}" if second and first in groups else first for first, second in pairs}


def options():
    return {option for c in commands().values() for p in c.params for option in p.opts} | {"--help"}


def actions():
    return {action for role in permissions.roles().values() for action in role.actions}


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_relative_links_lead_to_files(path):
    assert broken_links(path, text_of(path)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_named_files_exist(path):
    assert [n for n in FILE_NAMED.findall(text_of(path)) if not (ROOT / n).exists()] == []


def test_glossary_is_one_to_one():
    glossary = text_of("docs/glossary.md")
    assert len(pairs(glossary)) > 60
    assert ambiguous(glossary) == []


NAMED = {
    "indicators": {key: entry.name for key, entry in catalogue.indicators().items()},
    "measures": {f"measure={key}": name for key, name in catalogue.MEASURES.items()},
    "roles": {f"role={key}": entry.name for key, entry in permissions.roles().items()},
    "statuses": {f"status={key}": word for key, word in circular_rows.STATUS_WORDS.items()},
    "kinds": {f"kind={key}": label for key, label in datasets.KIND_LABELS.items()},
    "grades": {f"grade={key}": word for key, word in intake_rules.GRADE_WORDS.items()},
    "rules": {f"check={key}": rule.name for key, rule in intake_rules.intake_rules().rules.items()},
    "tables": {f"table={key}": word for key, word in intake_listing.STATUS_WORDS.items()},
    "channels": {f"channel={key}": word for key, word in receipts.CHANNELS.items()},
    "events": {f"event={key}": word for key, word in receipts.EVENTS.items()},
    "states": {f"state={key}": word for key, word in bulletin_states.STATE_WORDS.items()},
    "forms": {f"form={key}": word for key, word in bulletin_states.FORM_WORDS.items()},
    "needs": {f"need={key}": word for key, word in bulletin_templates.NEED_WORDS.items()},
    **{
        name: {f"{name}={key}": word for key, word in words.items()}
        for name, words in {
            "document_status": policy_words.STATUS_WORDS,
            "mechanism_form": policy_words.FORM_WORDS,
            "cadence": policy_words.CADENCE_WORDS,
            "comparator": policy_words.COMPARATOR_WORDS,
            "instrument": policy_words.INSTRUMENT_WORDS,
            "rule_status": policy_words.RULE_STATUS_WORDS,
        }.items()
    },
}


@pytest.mark.parametrize("what", NAMED)
def test_glossary_has_the_names_of_the_code(what):
    known = {identifier: word for word, identifier in pairs(text_of("docs/glossary.md"))}
    assert {key: known.get(key) for key in NAMED[what]} == NAMED[what]


def test_glossary_has_every_action_and_column():
    glossary = text_of("docs/glossary.md")
    assert unnamed(actions(), glossary) == []
    assert unnamed(circular_rows.ROW_HEADS, glossary) == []


def test_manual_has_every_command_and_page():
    manual = text_of("docs/用户手册.md")
    assert unnamed(commands(), manual) == []
    titles = PAGE.findall(text_of("app.py"))
    assert len(titles) > 7
    assert [title for title in titles if title not in manual] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_documents_name_only_commands_and_options_that_exist(path):
    lines = [line for line in text_of(path).splitlines() if "manage.py" in line]
    assert commands_named("\n".join(lines)) <= set(commands())
    assert {option for line in lines for option in OPTION.findall(line)} <= options()


def test_options_in_the_manual_exist():
    assert set(OPTION.findall(text_of("docs/用户手册.md"))) <= options()


KNOWLEDGE = [
    alert_rules,
    bulletin_templates,
    catalogue,
    credit_measures,
    dataset_parts,
    datasets,
    firm_heads,
    intake_rules,
    layoff_methods,
    monthly_settings,
    panel_columns,
    permissions,
    quarterly_settings,
    register_fields,
    signal_rules,
    simulated_credit,
    simulated_events,
    simulated_firm_plan,
    simulated_fund,
    simulated_history,
    simulated_industries,
    simulated_ledgers,
    simulated_rankings,
    simulated_targets,
    simulated_weeks,
    table_words,
    weekly_settings,
]


@pytest.mark.parametrize("module", KNOWLEDGE)
def test_every_field_of_the_knowledge_files_is_explained(module):
    explained = text_of("docs/datasets.md")
    assert len(records_of(module)) > 5
    assert unnamed(records_of(module) - {"id"}, explained) == []


def test_every_field_of_a_ledger_is_explained():
    assert len(records_of(ledgers)) > 20
    assert unnamed(records_of(ledgers) - {"id"}, text_of("docs/ledgers.md")) == []


def test_every_bound_of_a_rule_of_intake_is_explained():
    rules = intake_rules.intake_rules().rules.values()
    bounds = {name for rule in rules for name in rule.params}
    assert len(bounds) > 3
    assert unnamed(bounds, text_of("docs/datasets.md")) == []


def test_every_environment_variable_is_in_the_readme():
    layers = ("data", "ui", "mechanisms", "reports", "pages")
    code = [path for layer in layers for path in (ROOT / layer).rglob("*.py")]
    used = {name for path in code for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert used >= {"GONGKUANG_VAR", "DATABASE_URL"}
    assert unnamed(used, text_of("README.md")) == []


def test_decisions_are_short_and_numbered_without_gap():
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:3] for path in found] == [f"{n:03}" for n in range(1, len(found) + 1)]
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 25
        parts = ("Context", "Options", "Choice", "Consequence")
        assert [part for part in parts if f"**{part}.**" not in text] == []


def test_changes_keep_their_form():
    entries = re.findall(r"^- (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert entries
    assert [entry for entry in entries if entry.count(" · ") != 3] == []


# What these rules catch.


def test_broken_link_is_noticed():
    text = "[a](docs/nowhere.md) [b](README.md#head) [c](https://example.org) [d](#here)"
    assert broken_links(Path("README.md"), text) == ["docs/nowhere.md"]


def test_ambiguous_word_or_identifier_is_noticed():
    text = "| 甲 | `a` | |\n| 甲 | `b` | |\n| 乙 | `b` |\n"
    assert ambiguous(text) == ["甲", "b"]


def test_unnamed_word_is_noticed():
    assert unnamed(["ranking", "export"], "`ranking`、export") == ["export"]


def test_file_option_and_command_are_found_in_a_text():
    text = "`data/nowhere.yaml` `python manage.py rank --perod all`"
    assert FILE_NAMED.findall(text) == ["data/nowhere.yaml"]
    assert (commands_named(text), OPTION.findall(text)) == ({"rank"}, ["--perod"])


def test_command_of_a_group_is_found_and_the_file_of_another_is_none():
    text = "`manage.py bulletin isue 1` `manage.py bulletin --help` `manage.py intake card.xlsx`"
    assert commands_named(text) == {"bulletin isue", "bulletin", "intake"}
