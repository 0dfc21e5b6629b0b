"""The card of a firm on the command line: tables for eyes, its figures for programs."""

from collections.abc import Iterator

import typer

from mechanisms import firm_card_tables, firm_card_words
from mechanisms.firm_card import FirmCard
from mechanisms.firm_card_figures import Line
from reports.linked_listing import print_table
from reports.listing import Column, Layout, Row, show

KEYS = (
    "firm",
    "name",
    "region",
    "industry",
    "month",
    "column",
    "unit",
    "value",
    "year_ago",
    "nominal_growth_pct",
    "ytd",
    "ytd_year_ago",
    "ytd_nominal_growth_pct",
    "trend",
)
"""What a program gets: one row a column of the panel, unrounded, null where it is 未报."""


def print_card(card: FirmCard, layout: Layout) -> None:
    """Print a card: headline and all tables, or its rows as JSON or CSV."""
    if layout != "table":
        show(list(rows(card)), [Column(key) for key in KEYS], layout)
        return
    typer.echo(f"{'　'.join(firm_card_tables.head_words(card))}（{card.dataset.kind_label}）")
    typer.echo(firm_card_words.identity(card))
    typer.echo(firm_card_words.headline(card).replace("**", ""))
    for table in firm_card_tables.every(card):
        print_table(table)
    for note in firm_card_words.notes(card):
        typer.echo(f"注：{note}")


def rows(card: FirmCard) -> Iterator[Row]:
    """Yield the figures of a card, one row a column of the panel."""
    yield from (_row(card, line) for line in card.lines)


def _row(card: FirmCard, line: Line) -> Row:
    who = card.described
    trend = card.trend.made.trend[-1] if card.trend and line.key == card.chosen else None
    return {
        "firm": card.firm,
        "name": who.name,
        "region": who.region,
        "industry": who.industry,
        "month": line.month.code,
        "column": line.key,
        "unit": line.column.unit,
        "value": line.value,
        "year_ago": line.year_ago,
        "nominal_growth_pct": line.change.nominal_pct,
        "ytd": line.ytd,
        "ytd_year_ago": line.ytd_year_ago,
        "ytd_nominal_growth_pct": line.ytd_change.nominal_pct,
        "trend": trend,
    }
