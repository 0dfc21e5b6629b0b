"""目标督办: an honest empty state until targets are loaded."""

from ui import coming
from ui.session import require


def render() -> None:
    """Draw the page."""
    require("view_targets")
    coming.page(
        "目标督办",
        "逐条列出文件目标的完成情况、序时进度、责任单位和期限。",
        [
            "政策文件的目标条目（条款、数值、单位、期限、责任单位）",
            "目标进度的报送数据和佐证",
        ],
        "五份文件的目标条款；漯政〔2015〕29号第10条（以月保季、以季保年）",
    )
