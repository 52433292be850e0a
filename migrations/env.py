"""Runs the migrations as the owner of the tables, then grants the service's own role what it may do."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool, text

from core import policies
from core.db import Base

settings = current_app.config["SETTINGS"]


def run() -> None:
    """Migrate to the asked-for revision, in one transaction for each step."""
    engine = create_engine(
        settings.migration_database_url, poolclass=pool.NullPool, execution_options={"whole_database": True}
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "postgresql":
            grant(connection)


def grant(connection) -> None:  # type: ignore[no-untyped-def]  # Alembic runs this file as a script
    """Give the service's role its rights again: a migration may have added tables."""
    role = settings.app_database_role
    known = connection.execute(text("select 1 from pg_roles where rolname = :role"), {"role": role}).scalar()
    tables = connection.execute(text("select to_regclass('audit_entry')")).scalar()
    if known and tables:
        there = connection.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars()
        for statement in policies.grant(role, list(there)):
            connection.execute(text(statement))
    connection.commit()


run()
