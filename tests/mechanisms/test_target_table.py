"""Every target of the catalogue at three days; the expectations were worked out by hand."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from data import policies, target_rules
from mechanisms.target_judging import terms_of
from mechanisms.target_observations import observed
from metrics.targets import State, judge

TABLE = Path(__file__).with_name("target_table.txt")
TOKEN = re.compile(
    r"(?P<period>[\d-]+)(?:@(?P<subject>[^=]+))?=(?P<value>[^/~^]+)"
    r"(?:/(?P<denominator>[^~^]+))?(?:~(?P<reference>[^^]+))?(?:\^(?P<base>.+))?"
)


def entries():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            key, context, observations, *expected = (part.strip() for part in line.split("|"))
            yield key, context, observations, [text.split() for text in expected]


def number(text):
    return None if text in (None, "?") else float(text)


def observation(token):
    parts = TOKEN.fullmatch(token).groupdict()
    row = {key: number(parts[key]) for key in ("value", "denominator", "reference", "base")}
    if row["denominator"] is not None:
        row["numerator"] = row.pop("value")
    if parts["subject"]:
        row["subject"] = parts["subject"]
    return {"period": parts["period"]} | row


def document(context, observations):
    content = {"observations": [observation(token) for token in observations.split()]}
    for each in context.split() if context != "-" else []:
        name, _, text = each.partition("=")
        if name == "roster":
            content[name] = text.split(",") if not text.isdecimal() else int(text)
        else:
            content[{"base": "baseline"}.get(name, name)] = number(text)
    return json.dumps(content, ensure_ascii=False)


def shown(value):
    return "-" if value in (None, "") else str(value)


CASES = [
    (key, context, observations, expected)
    for key, context, observations, expectations in entries()
    for expected in expectations
]


@pytest.mark.parametrize(
    ("key", "context", "observations", "expected"),
    CASES,
    ids=[f"{key}-{expected[0]}" for key, _, _, expected in CASES],
)
def test_state_completion_course_and_lamp(key, context, observations, expected):
    target = policies.target(key)
    found = observed(document(context, observations), target)
    as_of = date.fromisoformat(expected[0])
    verdict = judge(terms_of(target, found), found.readings, as_of, target_rules.thresholds())
    row = [verdict.status, verdict.completion_pct, verdict.pace_pct, verdict.lamp]
    assert [shown(cell) for cell in row] == expected[1:]


def test_every_target_stands_in_the_table_at_three_days():
    days = {}
    for key, _, _, expectations in entries():
        days.setdefault(key, set()).update(expected[0] for expected in expectations)
    targets = [each.id for document in policies.documents().values() for each in document.targets]
    assert sorted(days) == sorted(targets)
    assert {key: len(found) for key, found in days.items() if len(found) < 3} == {}


def test_the_table_reaches_the_words_of_the_states():
    reached = {expected[1] for *_, expected in CASES}
    assert {state.value for state in State} - reached == {"无法判定"}
