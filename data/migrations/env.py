"""Alembic environment: migrations run on the connection that the caller hands over."""

from alembic import context

from data.schema import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    msg = "迁移由 manage.py init 执行；单独运行 alembic 时没有数据库连接"
    raise RuntimeError(msg)

context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
