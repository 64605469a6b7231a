"""A copy of the database before its tables are changed: nothing is migrated that could not be taken back."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Engine

from challenge.errors import BackupFailedError
from challenge.settings import settings

PATIENCE_SECONDS = 3600


def back_up(engine: Engine, name: str) -> Path:
    """Copy the whole database into the folder of backups, readable by its owner only; raises BackupFailedError."""
    folder = Path(settings().backup_folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ending = "db" if engine.dialect.name == "sqlite" else "dump"
    path = folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.{ending}"
    path.touch(0o600)
    try:
        _copy_sqlite(engine, path) if engine.dialect.name == "sqlite" else _dump_postgresql(engine, path)
    except BaseException:
        path.unlink()
        raise
    return path


def _copy_sqlite(engine: Engine, path: Path) -> None:
    """VACUUM INTO reads one moment of the database and writes a whole file."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        raw.close()


def _dump_postgresql(engine: Engine, path: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailedError(why="pg_dump is not installed")
    url = engine.url
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    done = subprocess.run(
        [program, "--format=custom", f"--file={path}", "--dbname", address.render_as_string()],
        env=os.environ | password,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise BackupFailedError(why=done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pg_dump failed")
