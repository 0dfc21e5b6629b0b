"""Initials of firms' names for the search; totals of firms as they were released."""

import sqlalchemy as sa
from alembic import op

from data.name_initials import initials

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PORTION = 5_000


def upgrade() -> None:
    op.add_column(
        "enterprise_version", sa.Column("initials", sa.Text, nullable=False, server_default="")
    )
    _fill()
    op.create_index("ix_enterprise_version_initials", "enterprise_version", ["initials"])
    op.create_table(
        "panel_release",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("indicator", sa.String(40), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column(
            "vintage",
            sa.Integer,
            sa.ForeignKey("vintage.sequence", name="fk_panel_release_vintage"),
            nullable=False,
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("given_away", sa.Text, nullable=False),
        comment="Totals of firms as they were given to those who may not see single firms; cells "
        "are JSON, a total that was left out is null. Later releases depend on it: never changed.",
    )
    op.create_index("ix_panel_release_month_indicator", "panel_release", ["month", "indicator"])


def _fill() -> None:
    """Write the initials of the firms that are there."""
    version = sa.table(
        "enterprise_version",
        sa.column("firm", sa.Integer),
        sa.column("batch", sa.Integer),
        sa.column("name", sa.Text),
        sa.column("initials", sa.Text),
    )
    connection = op.get_bind()
    query = sa.select(version.c.firm, version.c.batch, version.c.name)
    rows = [
        {"of": row.firm, "said": row.batch, "letters": initials(row.name)}
        for row in connection.execute(query)
    ]
    write = (
        sa.update(version)
        .where(version.c.firm == sa.bindparam("of"), version.c.batch == sa.bindparam("said"))
        .values(initials=sa.bindparam("letters"))
    )
    for start in range(0, len(rows), PORTION):
        connection.execute(write, rows[start : start + PORTION])


def downgrade() -> None:
    op.drop_table("panel_release")
    op.drop_index("ix_enterprise_version_initials", "enterprise_version")
    op.drop_column("enterprise_version", "initials")
