"""Options: the app refuses to start where one that it relies on is not in force, whoever changed it."""

import os
import subprocess
import sys

import pytest
from serving import ROOT
from streamlit import config

from challenge.errors import OptionsNotInForceError
from challenge.ui.startup import RELIED_ON, check_options

WRONG = {"none": "full", True: False, False: True, "": "elsewhere", 50: 500}


@pytest.fixture
def change():
    """Change an option as an environment variable or another config file would."""
    kept = {name: config.get_option(name) for name in RELIED_ON}
    yield config.set_option
    for name, value in kept.items():
        config.set_option(name, value)


def test_the_projects_own_options_are_in_force():
    check_options()


@pytest.mark.parametrize("name", RELIED_ON)
def test_without_an_option_the_app_does_not_start(change, name):
    wanted = RELIED_ON[name]
    change(name, {} if isinstance(wanted, dict) else WRONG[wanted])
    with pytest.raises(OptionsNotInForceError) as refused:
        check_options()
    assert refused.value.facts == {"option": name}


def test_started_from_elsewhere_the_app_ends_at_once(tmp_path):
    command = [sys.executable, "-m", "uvicorn", "app:app", "--app-dir", str(ROOT), "--port", "0"]
    mine = {"CHALLENGE_DATABASE_URL": f"sqlite:///{tmp_path}/never.db", "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | mine, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "OptionsNotInForceError" in done.stderr
    assert not (tmp_path / "never.db").exists()
