"""Enterprises: register, manifest of the panel's files, versioned roll-up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _key(name: str, refers_to: str, table: str) -> sa.Column[int]:
    named = sa.ForeignKey(refers_to, name=f"fk_{table}_{name}")
    return sa.Column(name, sa.Integer, named, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "batch",
            sa.Integer,
            sa.ForeignKey("batch.sequence", name="fk_enterprise_batch"),
            nullable=False,
        ),
        comment="A firm: a dense number that never changes, and the batch that first named it.",
    )
    op.create_table(
        "enterprise_version",
        _key("firm", "enterprise.id", "enterprise_version"),
        _key("batch", "batch.sequence", "enterprise_version"),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("industry", sa.String(8), nullable=False),
        sa.Column("size", sa.String(4), nullable=False),
        sa.Column("founded", sa.Date, nullable=True),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        comment="A firm as one batch described it; the newest batch counts. Tags are JSON; uscc "
        "and size are empty where they are not known.",
    )
    op.create_index("ix_enterprise_version_uscc", "enterprise_version", ["uscc"])
    op.create_index("ix_enterprise_version_batch", "enterprise_version", ["batch"])
    op.create_table(
        "panel_file",
        sa.Column("month", sa.String(7), primary_key=True),
        _key("batch", "batch.sequence", "panel_file"),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        comment="The manifest of the panel: a Parquet file for each batch and month. A file "
        "without a row here does not exist for any reader.",
    )
    op.create_table(
        "panel_rollup",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("region", sa.String(12), primary_key=True),
        sa.Column("industry", sa.String(8), primary_key=True),
        sa.Column("indicator", sa.String(40), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        _key("vintage", "vintage.sequence", "panel_rollup"),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("reported", sa.Integer, nullable=False),
        sa.Column("total", sa.Double, nullable=True),
        sa.Column("magnitude", sa.Double, nullable=True),
        sa.Column("largest", sa.Double, nullable=True),
        sa.Column("second", sa.Double, nullable=True),
        sa.Column("numerator", sa.Double, nullable=True),
        sa.Column("denominator", sa.Double, nullable=True),
        sqlite_with_rowid=False,
        comment="Totals of the panel by cell, each version a row: valid for questions as of "
        "`since` and later, up to the next `since`. n = 0 says that the cell is empty by then.",
    )
    op.create_index("ix_panel_rollup_vintage_region", "panel_rollup", ["vintage", "region"])


def downgrade() -> None:
    for table in ("panel_rollup", "panel_file", "enterprise_version", "enterprise"):
        op.drop_table(table)
