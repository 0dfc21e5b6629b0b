"""Drawing the cost side: national prices, official figures beside the city's own."""

import streamlit as st

from data import datasets
from data.weekly_settings import weekly_settings
from mechanisms import price_words
from mechanisms.material_prices import TendayPrices
from ui import linked_table, skeleton
from ui.plain import plain


def provenance(found: TendayPrices) -> None:
    """Say period, day, source and kind of the prices: official, whatever the city's are."""
    skeleton.provenance(
        found.period.label if found.period else "",
        found.published_at,
        [found.source],
        assumed=found.assumed,
        whose=datasets.dataset(found.question.dataset),
    )


def show(found: TendayPrices) -> None:
    """Draw what rose and fell most and the counts by group; all goods on request."""
    skeleton.section("成本一侧：生产资料市场价格", price_words.reading(found))
    st.markdown(f":gray-badge[正式数据]　{plain(price_words.sentence(found))}。")
    if found.period is None:
        return
    most = weekly_settings().prices.shown
    sides = (("上涨最多", found.risen), ("下跌最多", found.fallen))
    columns = st.columns([4, 4, 3], gap="medium")
    for place, (title, goods) in zip(columns, sides, strict=False):
        with place:
            linked_table.draw(price_words.goods_table(found, title, goods, most))
    with columns[2]:
        linked_table.draw(price_words.groups_table(found))
    with st.expander(f"全部{len(found.prices)}种"):
        table = price_words.all_goods(found)
        linked_table.rows(table.columns, table.rows, cards=False)
