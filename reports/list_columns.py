"""The columns of the lists that the command line prints."""

from data.catalogue import FREQUENCY_WORDS, MEASURES
from data.datasets import KIND_WORDS
from metrics.wording import figure
from reports.listing import Column, as_text


def _yes_no(cell: object) -> str:
    return "是" if cell else "否"


def _measure(cell: object) -> str:
    return MEASURES.get(str(cell), str(cell))


def _figure(cell: object) -> str:
    return figure(cell if isinstance(cell, (int, float)) else None, None)


def _kind(cell: object) -> str:
    return KIND_WORDS[str(cell)]


def _frequency(cell: object) -> str:
    return FREQUENCY_WORDS[str(cell)]


def _names(cell: object) -> str:
    return "、".join(cell) if isinstance(cell, list) else as_text(cell)


def _state(cell: object) -> str:
    return f"已撤回：{cell}" if cell else "有效"


DATASETS = (
    Column("id", "编号"),
    Column("name", "名称"),
    Column("kind", "性质", _kind),
    Column("business_date", "业务日期"),
    Column("exists", "已建立", _yes_no),
    Column("vintage", "数据版本", right=True),
)
SERIES = (
    Column("period", "期别"),
    Column("region_code", "区划代码"),
    Column("region", "单位"),
    Column("industry", "行业"),
    Column("measure", "数据项", _measure),
    Column("value", "数值", _figure, right=True),
    Column("unit", "计量单位"),
    Column("kind", "性质", _kind),
    Column("batch", "批次", right=True),
    Column("row", "行号", right=True),
    Column("published_at", "发布日"),
)
INDICATORS = (
    Column("id", "编号"),
    Column("name", "名称"),
    Column("short_name"),
    Column("aliases", "别名", _names),
    Column("unit", "计量单位"),
    Column("kind"),
    Column("accumulation"),
    Column("has_january", "有1月", _yes_no),
    Column("growth_basis", "增速口径"),
    Column("direction"),
    Column("decimals"),
    Column("rank_decimals"),
    Column("frequency", "频率", _frequency),
    Column("source_department", "来源部门"),
    Column("owner"),
    Column("meaning"),
    Column("reference"),
)
BATCHES = (
    Column("sequence", "批次", right=True),
    Column("title", "内容"),
    Column("file_name", "文件"),
    Column("source", "来源"),
    Column("kind", "性质", _kind),
    Column("sender"),
    Column("received_at"),
    Column("published_at", "发布日"),
    Column("published_assumed", "推定", _yes_no),
    Column("rows", "数值个数", right=True),
    Column("sha256"),
    Column("withdrawn_sequence"),
    Column("withdrawn_reason", "状态", _state),
)
