"""The command line: migrate, fill the demo, verify."""

import sys

import click

from challenge.demo import ACTIVITIES, PEOPLE, fill_demo
from challenge.services.seeding import is_empty
from challenge.services.verification import verify as find_problems
from challenge.settings import settings
from challenge.store.database import Database, open_database


def _database() -> Database:
    database = open_database(settings().database_url)
    database.migrate()
    return database


@click.group()
def main() -> None:
    """Challenge Sportif & Solidaire, from a shell."""


@main.command()
def migrate() -> None:
    """Bring the database to this release."""
    _database()
    click.echo("The database is up to date.")


@main.command()
@click.option("--people", default=PEOPLE, show_default=True, type=click.IntRange(65, 20_000), help="Participants.")
@click.option("--activities", default=ACTIVITIES, show_default=True, type=click.IntRange(0), help="About so many.")
def demo(people: int, activities: int) -> None:
    """Fill an empty database with the demo edition."""
    database = _database()
    if not is_empty(database):
        raise click.ClickException("The database already holds an edition; nothing was changed.")
    fill_demo(database, people=people, activities=activities)
    click.echo("The demo edition is filled.")


@main.command()
def verify() -> None:
    """Recompute every point and euro, and name the first that was altered."""
    problems = find_problems(_database())
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("Ledger, day totals and boards agree.")
