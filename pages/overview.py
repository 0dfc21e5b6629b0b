"""数据总览: what is there, what is missing, which batches it came in."""

from data.store import Question
from mechanisms.overview import Coverage
from metrics.rounding import percent
from metrics.wording import figure
from ui import board_controls, coverage_view, load, skeleton
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    question = require("view_overview")
    dataset = current().dataset
    with skeleton.title_row("数据总览"):
        chosen = board_controls.choose_indicator(dataset)
    every = [load.coverage(question, key, "") for key in dataset.indicators]
    batches = load.batches(question)
    newest = batches["published_at"].max() if len(batches) else None
    assumed = bool(batches["published_assumed"].any())
    skeleton.provenance(f"共{len(batches)}个批次", newest, [dataset.source], assumed=assumed)
    skeleton.lead(_headline(every))
    skeleton.section("各指标覆盖情况", "应有 = 首期至末期按频次应公布的期数 × 单位数")
    coverage_view.summary(every)
    _matrix(question, chosen)
    skeleton.section("批次", "新近在前；原件按哈希留存")
    coverage_view.batches(batches)
    skeleton.end()


def _headline(every: list[Coverage]) -> str:
    known = [held for held in every if held.periods]
    present = sum(held.present for held in known)
    expected = sum(held.expected for held in known)
    absent = [held.indicator.name for held in every if not held.periods and held.absent]
    waiting = [held.indicator.name for held in every if not held.periods and not held.absent]
    share = figure(percent(present, expected), 1) if expected else "0.0"
    counts = f"应有{expected}个、已有**{present}个**（{share}%）"
    text = f"{len(every)}个指标中{len(known)}个有数字，{counts}。"
    if absent:
        text += f"**{'、'.join(absent)}无此数据**：该市没有公布。"
    if waiting:
        text += f"{'、'.join(waiting)}在此时点尚未发布或入库。"
    return text


def _matrix(question: Question, chosen: str) -> None:
    held = load.coverage(question, chosen, "")
    skeleton.section(
        f"{held.indicator.name}：单位 × 期别", "每格一期，蓝为已有，红框为未报；鼠标停留看期别"
    )
    coverage_view.matrix(held)
