"""The command `simulate`: very many simulated firms into a dataset of its own."""

from typing import Annotated

import typer

from reports.command_options import ActorRole
from reports.command_roles import viewer_of

OWN_DATASET = "simulated-panel"


def simulate(
    enterprises: Annotated[int, typer.Option("--enterprises", help="企业家数")],
    months: Annotated[int, typer.Option("--months", help="月数，到数据集声明的末月为止")],
    dataset: Annotated[
        str, typer.Option("--dataset", help=f"数据集编号，默认 {OWN_DATASET}；只限模拟数据集")
    ] = OWN_DATASET,
    seed: Annotated[int | None, typer.Option(help="随机种子，默认用数据集声明的")] = None,
    role: ActorRole = "",
) -> None:
    """Bring in simulated firms; the same call again goes on where it was interrupted."""
    from data import datasets, simulated_bulk
    from data.permissions import require
    from reports.progress import ensured, progress_bar

    chosen = datasets.dataset(dataset)
    require(viewer_of(role), "intake", chosen)
    simulated_bulk.check(chosen, enterprises, months)
    ensured(dataset)
    with progress_bar() as report:
        found = simulated_bulk.fill(chosen, enterprises, months, report, seed=seed)
    typer.echo(
        f"{chosen.name}（{dataset}）：模拟企业{found.firms}家，{found.first}至{found.last}，"
        f"本次入库{found.batches}批、{found.rows}行；此前已入库{found.skipped}批"
    )
    if not chosen.listed:
        typer.echo(f"在页面上查看：启动时设 GONGKUANG_SERVE={dataset}（多个用逗号分开）")
