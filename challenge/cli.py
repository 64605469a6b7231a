"""The command line: migrate, fill the demo, create an organiser, verify."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from challenge.demo import ACTIVITIES, PEOPLE, fill_demo
from challenge.errors import AddressInvalidError, StravaError
from challenge.services.accounts import create_organiser as make_organiser
from challenge.services.inspection import inspect_files
from challenge.services.seeding import is_empty
from challenge.services.strava_state import read_strava_status
from challenge.services.strava_subscribing import (
    begin_subscription,
    callback_url,
    end_subscriptions,
    own_subscriptions,
)
from challenge.services.upload_reading import be_modest, read_upload_now
from challenge.services.verification import verify as find_problems
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.wording.text import text


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
@click.argument("email")
def create_organiser(email: str) -> None:
    """Make whoever owns an address an organiser; the demo closes."""
    database = _database()
    try:
        edition = make_organiser(database, email)
    except AddressInvalidError:
        raise click.ClickException("This is no e-mail address; nothing was changed.") from None
    click.echo(f'{email.strip()} organises the edition "{edition}". Demo entries are closed.')
    click.echo(f"Next: open {settings().public_url}/sign-in, enter this address and then the code from the mail.")
    click.echo("Have an authenticator app ready: organisers sign in with two steps.")
    if settings().smtp_url is None:
        click.echo(
            "No mail server is set (CHALLENGE_SMTP_URL): mails are shown on the outbox page, on this machine only."
        )


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def inspect(files: tuple[Path, ...], as_json: bool) -> None:
    """Say what the readers make of activity files; nothing is kept."""
    found = inspect_files(list(files))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for file in found["files"]:
        click.echo(
            f"{file['name']}: {file['refused'] or ''}".rstrip(": ")
            if not file["activities"]
            else file["name"] + (" (damaged, read up to there)" if file.get("damaged") else "")
        )
        for activity in file["activities"]:
            click.echo(_line(activity))


def _line(activity: dict[str, Any]) -> str:
    figures = (
        activity["sport"] or "sport not named",
        activity["started_at"],
        f"{activity['moving_seconds']} s",
        "distance unknown" if activity["distance_m"] is None else f"{activity['distance_m']} m",
        f"{activity['verdict']}" + (f" ({', '.join(activity['reasons'])})" if activity["reasons"] else ""),
        "no points yet" if activity["points"] is None else f"{activity['points']} points",
    )
    return "  " + ", ".join(figures)


@main.command()
def verify() -> None:
    """Recompute every point and euro, and name the first that was altered."""
    problems = find_problems(_database())
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("Ledger, day totals and boards agree.")


@main.command()
@click.argument("upload_id", type=int)
def read_upload(upload_id: int) -> None:
    """Read a large upload that waits; the server starts this by itself."""
    be_modest()
    read_upload_now(open_database(settings().database_url), upload_id)


@main.group()
def strava() -> None:
    """Strava's word of what happens: whether it comes to this site."""


def _strava_refuses(refusal: StravaError) -> click.ClickException:
    return click.ClickException(text("en", refusal.code, **refusal.facts))


@strava.command()
def subscribe() -> None:
    """Let Strava tell this site what happens; the app has to answer at its public address meanwhile."""
    try:
        number = begin_subscription()
    except StravaError as refusal:
        raise _strava_refuses(refusal) from None
    click.echo(f"Strava tells {callback_url()} what happens (subscription {number}).")


@strava.command()
def status() -> None:
    """Say whether Strava tells this site what happens, and how many places are taken."""
    if not settings().strava_on:
        click.echo("Strava is off: CHALLENGE_STRAVA_CLIENT_ID and CHALLENGE_STRAVA_CLIENT_SECRET are not set.")
        return
    told = read_strava_status(_database())
    click.echo(f"{told.connected} of {settings().strava_athletes} places taken, {told.in_trouble} in trouble.")
    click.echo(f"{told.waiting} events wait, {told.given_up} were given up.")
    try:
        found = own_subscriptions()
    except StravaError as refusal:
        raise _strava_refuses(refusal) from None
    for one in found:
        here = "" if one.callback_url in {"", callback_url()} else " (another address than this site's)"
        click.echo(f"Subscription {one.id}: {one.callback_url}{here}")
    if not found:
        click.echo("No subscription: activities come with the daily look only.")
        click.echo("Next: python -m challenge strava subscribe")


@strava.command()
def unsubscribe() -> None:
    """End the subscription; activities then come with the daily look only."""
    try:
        ended = end_subscriptions()
    except StravaError as refusal:
        raise _strava_refuses(refusal) from None
    click.echo("The subscription has ended." if ended else "There was no subscription.")
