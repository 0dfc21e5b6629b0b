"""月度排名: rank the units of one indicator and period, and show how far to trust it."""

from mechanisms.circular import Ranking
from reports import workbook
from ui import address, board_controls, exports, ranking_view, score_view, skeleton
from ui.session import current, require

FILES = {"xlsx": workbook.ranking_workbook, "csv": workbook.ranking_csv}


def render() -> None:
    """Draw the page."""
    question = require("view_ranking")
    with skeleton.title_row("月度排名"):
        choice = board_controls.choose(question, current().dataset)
        view = ranking_view.ranking_view(
            question, choice.board, choice.period, address.kept(), current().viewer.region
        )
        exports.ranking_popover(view.result, FILES)
    result = view.result
    origins = [source.source for source in result.sources]
    skeleton.provenance(
        result.period.label,
        result.published_at,
        origins,
        [choice.notice],
        assumed=result.assumed,
    )
    skeleton.lead(view.headline)
    if view.bars is None:
        _absent(result)
    else:
        skeleton.tiles(view.tiles)
        ranking_view.pictures(view)
        ranking_view.tables(view)
        skeleton.findings(result.findings, view.coverage)
    score_view.show(question, result)
    skeleton.notes(view.notes)
    skeleton.end()


def _absent(result: Ranking) -> None:
    if result.absent:
        text = f"{result.absent}。可改选排名方式或其他指标。"
        skeleton.empty_state(f"{result.indicator.name}：无此数据", text)
    else:
        text = (
            f"所选时点和版本之前没有已发布、已入库的数字。由{result.indicator.source_department}"
            "提供；可在“时点与版本”中改选较晚的时点。"
        )
        skeleton.empty_state(f"{result.period.label}{result.indicator.name}尚未发布或入库", text)
