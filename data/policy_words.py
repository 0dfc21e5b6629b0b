"""The words in which entries of policy documents are shown."""

from collections.abc import Mapping
from decimal import Decimal

from data.policy_records import Cadence, Comparator, Form, Instrument, Rule, Target

FORM_WORDS: Mapping[Form, str] = {
    "cycle": "定期研判",
    "report": "报告",
    "ranking": "排序",
    "meeting": "会议",
    "assessment": "考评",
    "ledger": "台账",
    "roster": "名录",
    "ratio": "比率监测",
    "event": "专项活动",
    "prohibition": "禁止事项",
    "platform": "平台",
    "funnel": "分级转化",
    "matching": "对接结对",
}
CADENCE_WORDS: Mapping[Cadence, str] = {
    "weekly": "每周",
    "tenday": "每旬",
    "monthly": "每月",
    "quarterly": "每季",
    "half_yearly": "每半年",
    "yearly": "每年",
    "event": "一事一报",
    "continuing": "持续",
    "unstated": "文件未写",
}
COMPARATOR_WORDS: Mapping[Comparator, str] = {
    "at_least": "不少于",
    "more_than": "超过",
    "at_most": "不高于",
    "less_than": "低于",
    "about": "左右",
    "range": "介于",
    "full_coverage": "全覆盖",
    "event": "办成",
    "zero": "不得发生",
    "above_reference": "高于比较值",
    "not_above_reference": "不高于比较值",
    "increase_direction": "只看上升",
    "decrease_direction": "只看下降",
}
INSTRUMENT_WORDS: Mapping[Instrument, str] = {
    "subsidy": "补助",
    "grant": "奖励",
    "refund": "返还",
    "loan_limit": "贷款额度",
    "credit_line": "授信额度",
    "deferral": "延期",
    "service": "服务",
    "tariff": "价格",
    "tax_relief": "税费减免",
    "priority": "优先",
    "report_duty": "报告义务",
    "definition": "定义",
    "resolution": "取舍规则",
}
RULE_STATUS_WORDS: Mapping[str, str] = {
    "computable": "可计算",
    "hint_only": "仅提示",
    "register_only": "仅登记",
}
STATUS_WORDS = {
    "draft_for_comment": "征求意见稿",
    "in_force": "现行文件",
    "defers": "标准以外引文件为准",
}
_BEFORE_VALUE = ("at_least", "more_than", "at_most", "less_than")


def demand_words(target: Target) -> str:
    """Return what a target demands, in words.

    Examples
    --------
    >>> from data import policies
    >>> [demand_words(policies.target(key)) for key in ("WZ20-T01", "LH15-T03", "WZ20-T11")]
    ['100场次左右', '2—3家', '全覆盖']
    """
    word, unit = COMPARATOR_WORDS[target.comparator], target.unit or ""
    if target.comparator == "range":
        return f"{_number(target.value)}—{_number(target.value_high)}{unit}"
    if target.comparator == "about":
        return f"{_number(target.value)}{unit}{word}"
    if target.comparator in _BEFORE_VALUE:
        return f"{word}{_number(target.value)}{unit}" if target.value is not None else "由当地确定"
    if target.kind == "coverage" and target.value != Decimal(100):
        return f"{word}（{_number(target.value)}{unit}）" if target.value is not None else word
    return word


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def validity_words(rule: Rule) -> str:
    """Return from when to when a rule is valid, in words.

    Examples
    --------
    >>> from data import policies
    >>> [validity_words(policies.entry(key)) for key in ("WZ20-R03", "WZ20-R01", "LH15-R02")]
    ['2020-01-25至2020-06-30有效', '有效期至2020-12-31', '自2015-08-11起，未写截止']
    """
    if rule.valid_to is None:
        return f"自{rule.valid_from}起，未写截止" if rule.valid_from else "未写有效期"
    return (
        f"{rule.valid_from}至{rule.valid_to}有效" if rule.valid_from else f"有效期至{rule.valid_to}"
    )
