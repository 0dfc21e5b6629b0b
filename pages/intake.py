"""数据入库: take a file in, in four steps; what came in before stands below."""

from dataclasses import replace

import streamlit as st

from reports import firm_templates, template
from ui import firm_template_button, intake_desk, intake_records, skeleton, template_button
from ui.session import actor, current, question_for, require

FIRM_TEMPLATES = {
    ("企业名录", "xlsx"): firm_templates.register_workbook,
    ("企业名录", "csv"): firm_templates.register_csv,
    ("企业月报", "xlsx"): firm_templates.panel_workbook,
    ("企业月报", "csv"): firm_templates.panel_csv,
    ("裁员率认定", "xlsx"): firm_templates.recognition_workbook,
    ("裁员率认定", "csv"): firm_templates.recognition_csv,
}


def render() -> None:
    """Draw the page."""
    asked = require("view_intake")
    visit = current()
    question = replace(asked, as_of=visit.dataset.today, vintage=visit.newest)
    may_take_in = question_for("intake") is not None
    with skeleton.title_row("数据入库"):
        who = actor()
        builders = {"xlsx": template.template_workbook, "csv": template.template_csv}
        template_button.popover(visit.dataset, builders)
        seen = question_for("view_enterprises")
        firm_template_button.popover(visit.dataset, seen, FIRM_TEMPLATES)
    intake_records.provenance(question)
    top = st.container()
    receipt = intake_desk.chosen_receipt(question, who) if may_take_in else None
    shown = None
    if receipt is not None:
        shown = intake_desk.previewed(question, receipt, intake_desk.delivery(receipt))
    with top:
        skeleton.lead(intake_desk.headline(question, shown, may_take_in=may_take_in))
    if shown is not None:
        intake_desk.found(shown, visit.dataset, who)
        intake_desk.decided(shown, intake_desk.audited(shown), who)
    intake_records.received(question)
    intake_records.batches(question, who, may_withdraw=may_take_in)
    skeleton.end()
