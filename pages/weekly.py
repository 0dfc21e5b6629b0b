"""周研判: an honest empty state until weekly figures come in."""

from ui import coming
from ui.session import require


def render() -> None:
    """Draw the page."""
    require("view_weekly")
    coming.page(
        "周研判",
        "每周先说清发生了什么变化，再列重点区域、行业、企业和本周交办。",
        [
            "周度数据：工业用电量、开工与停产企业、订单、用工、发货、贷款发放、开票",
            "上年同期按农历对齐的周",
            "预警规则与督办事项",
        ],
        "温州2020年意见（征求意见稿）第十条；漯政〔2015〕29号第8条",
    )
