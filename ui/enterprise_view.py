"""The page of enterprises: totals of a place, the steps down to its firms, lists, search."""

from data import panel
from data.store import Question
from ui import load, skeleton
from ui.session import current

NEEDS = (
    "企业登记表：名称、统一社会信用代码、区划、行业大类（“数据入库”上传，或由业务人员用命令行 `intake` 入库）",
    "企业月报：每企业每月一行，产值、营收、利润、用电、用工等12项（同上；未报留空，不填零）",
)


@load.shared
def months_of(question: Question) -> tuple[str, ...]:
    """Return the months of which the panel holds anything; shared, not to be changed."""
    return panel.months(question)


def without_firms() -> None:
    """Say that no firm was received yet, and how firms come in."""
    with skeleton.title_row("企业透视"):
        pass
    skeleton.provenance("数据截至：尚无数据", None, [])
    dataset = current().dataset
    skeleton.lead(f"**{dataset.name}尚未收到企业数据**：没有企业，本页不显示任何推算数。")
    listed = "\n".join(f"- {need}" for need in NEEDS)
    skeleton.empty_state("启用需要", listed)
    skeleton.end()
