"""PostgreSQL: the keys of observations are checked once a statement, not once a row."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEYS = {"series": "id", "batch": "sequence"}
"""Tables to which observations refer by a column of the same name, and their keys."""
EVENTS = ("INSERT", "UPDATE")

REFUSE_UNKNOWN = """
CREATE FUNCTION refuse_unknown() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_unknown boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM (SELECT DISTINCT %1$I AS key FROM added) AS given '
        'WHERE NOT EXISTS (SELECT FROM %2$I.%1$I AS known WHERE known.%3$I = given.key))',
        TG_ARGV[0], TG_TABLE_SCHEMA, TG_ARGV[1]
    ) INTO is_unknown;
    IF is_unknown THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('%s names a %s that does not exist', TG_TABLE_NAME, TG_ARGV[0]),
            TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$"""

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE restrict_violation USING
        MESSAGE = format('rows of %s are never changed or removed', TG_TABLE_NAME),
        TABLE = TG_TABLE_NAME;
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(REFUSE_UNKNOWN)
    op.execute(REFUSE_CHANGE)
    for table, key in KEYS.items():
        for event in EVENTS:
            op.execute(
                f"CREATE TRIGGER check_{table}_{event.lower()} AFTER {event} ON observation "
                "REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
                f"EXECUTE FUNCTION refuse_unknown('{table}', '{key}')"
            )
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.drop_constraint(f"fk_observation_{table}", "observation", type_="foreignkey")
    _index_batches("brin")


def _index_batches(kind: str) -> None:
    """Index the batches of observations anew: a batch stands at one place of the table."""
    op.drop_index("ix_observation_batch", "observation")
    op.create_index("ix_observation_batch", "observation", ["batch"], postgresql_using=kind)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    _index_batches("btree")
    for table, key in KEYS.items():
        op.create_foreign_key(f"fk_observation_{table}", "observation", table, [table], [key])
        op.execute(f"DROP TRIGGER refuse_change ON {table}")
        for event in EVENTS:
            op.execute(f"DROP TRIGGER check_{table}_{event.lower()} ON observation")
    op.execute("DROP FUNCTION refuse_unknown()")
    op.execute("DROP FUNCTION refuse_change()")
