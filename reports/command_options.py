"""Options that several commands have: each with one name and one explanation."""

from pathlib import Path
from typing import Annotated

import typer

from reports.listing import Layout

DatasetKey = Annotated[str, typer.Option("--dataset", help="数据集编号，默认第一个")]
AsOf = Annotated[str, typer.Option("--as-of", help="只用此日及以前公布的数，如 2020-10-20")]
Vintage = Annotated[int | None, typer.Option("--vintage", help="只用此数据版本及以前入库的数")]
ViewerRole = Annotated[str, typer.Option("--role", help="以何种角色查看，默认 official")]
ActorRole = Annotated[str, typer.Option("--role", help="以何种角色办理，默认 official")]
SignerRole = Annotated[str, typer.Option("--role", help="以何种角色办理，默认 leader")]
OwnRegion = Annotated[str, typer.Option("--region", help="县区角色所在的单位（区划代码）")]
By = Annotated[str, typer.Option("--by", help="经办人，默认为角色名")]
ListLayout = Annotated[Layout, typer.Option("--format", help="输出格式")]
SheetOut = Annotated[Path | None, typer.Option(help="另存为 Excel（.xlsx），含各表")]
