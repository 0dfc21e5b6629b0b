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
    skeleton.provenance(result.period.label, result.published_at, origins, assumed=result.assumed)
    skeleton.lead(view.headline)
    if view.bars is None:
        _absent(result)
    skeleton.tiles(view.tiles)
    ranking_view.pictures(view)
    ranking_view.tables(view)
    score_view.show(question, result)
    skeleton.findings(result.findings, view.coverage)
    skeleton.notes(view.notes)
    skeleton.end()


def _absent(result: Ranking) -> None:
    if result.absent:
        text = f"{result.absent}。可改选排名方式或其他指标。"
        skeleton.empty_state(f"{result.indicator.name}：无此数据", text)
    else:
        text = f"由{result.indicator.source_department}提供；入库后在此排名。"
        skeleton.empty_state(f"{result.period.label}{result.indicator.name}尚未入库", text)
