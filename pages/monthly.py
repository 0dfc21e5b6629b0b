"""月分析: an honest empty state until weights and industry levels come in."""

from ui import coming
from ui.session import require


def render() -> None:
    """Draw the page."""
    require("view_monthly")
    coming.page(
        "月分析",
        "说明当月水平、谁拉动、趋势如何、年底能到哪里。",
        [
            "分县区、分行业的基期权数（没有权数不计算拉动）",
            "行业增加值或营业收入的总量",
            "季节调整所需的连续月度序列",
        ],
        "温州2020年意见（征求意见稿）第十条；漯政〔2015〕29号第8条、第10条",
    )
