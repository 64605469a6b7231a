"""Runs migrations on the engine it is handed."""

from alembic import context

from challenge.store import activity_models, models

engine = context.config.attributes["engine"]
target = models.Base.metadata
assert activity_models  # noqa: S101  imported so that its tables belong to the metadata

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=target, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
