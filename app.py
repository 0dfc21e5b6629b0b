"""工况: the web application. One list of pages; each page begins with its permission check."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from data.permissions import may
from pages import (
    actions,
    alerts,
    bulletins,
    credit,
    employment,
    enterprise,
    enterprises,
    home,
    indicators,
    intake,
    meeting,
    monthly,
    origin,
    overview,
    policies,
    quarterly,
    ranking,
    target,
    targets,
    weekly,
)
from ui import address, faults, session, style

app = st.App("app.py", on_script_error=faults.show)

PAGES = {
    "研判": [
        (home, "首页", ":material/home:", "view_home"),
        (weekly, "周研判", ":material/calendar_view_week:", "view_weekly"),
        (monthly, "月分析", ":material/monitoring:", "view_monthly"),
        (quarterly, "季度与年度", ":material/date_range:", "view_quarterly"),
        (alerts, "预警", ":material/notifications:", "view_alerts"),
        (actions, "督办", ":material/task_alt:", "view_actions"),
    ],
    "考核": [
        (ranking, "月度排名", ":material/leaderboard:", "view_ranking"),
        (bulletins, "通报", ":material/description:", "view_bulletins"),
        (targets, "目标督办", ":material/flag:", "view_targets"),
        (credit, "信贷", ":material/account_balance:", "view_credit"),
    ],
    "企业": [
        (enterprises, "企业透视", ":material/factory:", "view_enterprises"),
        (employment, "稳岗用工", ":material/groups:", "view_employment"),
    ],
    "数据": [
        (intake, "数据入库", ":material/upload_file:", "view_intake"),
        (policies, "政策库", ":material/gavel:", "view_policies"),
        (indicators, "指标卡", ":material/menu_book:", "view_indicators"),
        (overview, "数据总览", ":material/grid_on:", "view_overview"),
        (origin, "数字来源", ":material/account_tree:", ""),
        (target, "目标", ":material/flag:", ""),
        (enterprise, "企业卡", ":material/factory:", ""),
        (meeting, "会议模式", ":material/present_to_all:", ""),
    ],
}


def main() -> None:
    """Settle the visit, offer the viewer's pages, run the chosen one."""
    st.set_page_config(
        page_title="工况",
        page_icon=style.ICON,  # a material icon would be fetched from outside
        layout="wide",
        initial_sidebar_state=208,
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    style.apply()
    address.begin()
    viewer = session.viewer_now()
    pages = {
        section: [
            st.Page(
                module.render,
                title=title,
                icon=icon,
                url_path="" if module is home else module.__name__.rpartition(".")[2],
                default=module is home,
                visibility="visible" if action and may(viewer, action) else "hidden",
            )
            for module, title, icon, action in entries
        ]
        for section, entries in PAGES.items()
    }
    pages["研判"].append(_home_by_name())
    page = st.navigation(pages, expanded=True)
    session.open_visit()
    address.enter(page.url_path)
    page.run()


def _home_by_name() -> st.Page:
    """Keep /home alive: the default page answers to / only."""
    return st.Page(home.render, title="首页", url_path="home", visibility="hidden")


if __name__ == "__main__":
    main()
else:  # The server imports this file once for `app`, before any visitor: until st.navigation has
    # been called in a process, Streamlit would run any file of pages/ by itself.
    PagesManager.uses_pages_directory = False
