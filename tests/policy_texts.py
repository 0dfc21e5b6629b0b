"""The catalogue and the official texts, where they are at hand; a made document otherwise."""

import json

import pytest

from tests.servers import ROOT

SHARED = ROOT.parent / "shared"
CATALOGUE = SHARED / "design" / "catalogue"
SEEDS = SHARED / "seeds"
TEXTS = {
    "wenzhou-2020": "000_*.txt",
    "sanming-2020": "001_*.txt",
    "wenzhou-2023": "002_cleaned_simplified.txt",
    "fujian-2020": "003_*.txt",
    "luohe-2015": "004_*.txt",
}


def catalogue(name):
    """A list of the catalogue, or a skip that says what is missing."""
    path = CATALOGUE / f"{name}.json"
    if not path.exists():
        pytest.skip(f"没有政策目录 {path.name}（仓库之外的资料）")
    return json.loads(path.read_text(encoding="utf-8"))


def official_text(key):
    """The official text of a document, or a skip."""
    found = sorted(SEEDS.glob(TEXTS[key]))
    if not found:
        pytest.skip(f"没有 {key} 的正式文本（仓库之外的资料）")
    return found[0].read_text(encoding="utf-8")


HEAD = {
    "prefix": "XS26",
    "title": "新市促进工业稳定增长若干措施（征求意见稿）",
    "number": None,
    "date": "2026-01-05",
    "status": "draft_for_comment",
    "valid_from": "2026-01-05",
    "valid_to": "2026-12-31",
    "scope": "全市",
    "notes": "",
}
TARGET = {
    "article": "一",
    "name": "技改投资",
    "gist": "全年技改投资不少于四十亿",
    "figures": ["40亿元"],
    "date_figures": ["2026年"],
    "comparator": "at_least",
    "value": 40,
    "unit": "亿元",
    "base_unit": "元",
    "factor": 100000000,
    "kind": "flow",
    "subject": "city",
    "start": "2026-01-01",
    "deadline": "2026-12-31",
    "deadline_basis": "stated",
    "strength": "（无强度词）",
    "strength_level": 3,
    "better": "higher",
    "owners": ["市经信局"],
    "owners_stated": True,
    "reading": "按到位额。",
}
RULE = {
    "article": "二",
    "name": "设备补助",
    "gist": "设备投资补一成，封顶五十万",
    "figures": ["10%", "50万元"],
    "date_figures": ["2026年12月31日"],
    "status": "computable",
    "why": "要件齐全",
    "instrument": "subsidy",
    "subject": "project",
    "payee": "enterprise",
    "derived": {"paid_share": {"op": "div", "args": ["paid_yuan", "planned_yuan"]}},
    "conditions": {
        "all": [
            {"fact": "filed", "op": "is_true"},
            {"any": [{"fact": "paid_share", "op": ">=", "value": 1}]},
            {"not": {"fact": "planned_yuan", "op": "missing"}},
        ]
    },
    "payout": {"type": "rate", "of": "paid_yuan", "rate": "0.1"},
    "amount_kind": "exact",
    "cap": {"amount": 500000},
    "floor": None,
    "cap_scope": "per_project",
    "exclusivity_group": None,
    "valid_from": None,
    "valid_to": "2026-12-31",
    "scope": {"include": ["新市"], "refer": [], "exclude": [], "note": ""},
    "payer": "市财政",
    "owners": ["市财政局"],
    "rounding": {"unit": "0.01", "mode": "half_up", "stated": False},
    "reading": "按字面。",
    "examples": [
        {
            "facts": {"filed": True, "paid_yuan": 100, "planned_yuan": 100},
            "as_of": "2026-06-30",
            "region": "新市",
            "outcome": "eligible",
            "amount": 10,
            "note": "典型",
        }
    ],
}
MECHANISM = {
    "article": "三",
    "name": "问题台账",
    "gist": "按月登记企业问题",
    "form": "ledger",
    "cadence": "monthly",
    "actors": ["市经信局"],
    "owners": ["市经信局"],
    "objects": "企业",
    "measure": "登记数、办结数、办结率",
    "served_by": "台账:企业问题",
    "reading": "按字面。",
}
FACTS = {
    key: {"name": key, "subject": "project", "unit": unit, "date_basis": "申请日", "source": "企业"}
    for key, unit in {"filed": "bool", "paid_yuan": "元", "planned_yuan": "元"}.items()
}
SWITCH = {
    "question": "按到位额还是计划额",
    "default": "paid",
    "entries": ["XS26-T01", "XS26-R01"],
    "options": [
        {"id": "paid", "text": "到位额", "effect": "只计到位"},
        {
            "id": "planned",
            "text": "计划额",
            "effect": "备案的都计",
            "changes": {
                "XS26-T01": {"reading": "按计划额。", "value": 80},
                "XS26-R01": {"payout.of": "planned_yuan", "conditions.all.1.any.0.value": 0},
            },
        },
    ],
}
TEXT = """新市促进工业稳定增长若干措施
（征求意见稿）
一、技改
2026年全市技改投资达到四十亿元以上。
二、补助
项目设备投资按一成给予补助，每个项目最高五十万元，有效期至2026年12月31日。
三、服务
每月登记企业问题。
"""


def made_document():
    """The content of a document that no city issued."""
    return {
        "document": HEAD,
        "targets": {"XS26-T01": TARGET},
        "rules": {"XS26-R01": RULE},
        "mechanisms": {"XS26-M01": MECHANISM},
        "background": {
            "XS26-C01": {
                "article": "序",
                "name": "题名",
                "gist": "题下标明征求意见",
                "why": "不是数量",
            }
        },
        "switches": {"XS26-S01": SWITCH},
    }


def tracked_files():
    """The files that the project gives out: those under its own folders and at its top."""
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]
