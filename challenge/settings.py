"""Settings: environment variables `CHALLENGE_*`, and a `.env` file beside the app."""

from functools import cache
from ipaddress import ip_network

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; docs/operators.md lists them."""

    model_config = SettingsConfigDict(env_prefix="CHALLENGE_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/challenge.db"
    public_url: str = "http://localhost:8501"
    demo: bool = True
    secret_key: SecretStr | None = None
    """Seals what must be read again; made on first run and kept in a file where it is not set."""
    secret_key_file: str = "var/secret.key"  # noqa: S105  where the key lies, not the key
    smtp_url: SecretStr | None = None
    """smtp://user:password@host:port, smtps:// for TLS from the start; without it mails are shown on loopback only."""
    mail_from: str = "Challenge Sportif & Solidaire <no-reply@localhost>"
    backup_folder: str = "var/backups"
    backup_before_migration: bool = True
    """Whether a copy is made before the tables change; switched off only by whoever has made one."""
    upload_folder: str = "var/uploads"
    """Where large files wait to be read; they are deleted then."""
    organiser_name: str = ""
    """Who runs the challenge and answers for the data, as papers name them; a blank to fill in where it is not set."""
    organiser_contact: str = ""
    """Where to write to about data."""
    live_listeners: int = 5_000
    """Live streams open at once in this process; beyond, a browser is told to come back."""
    live_listeners_per_address: int = 1_000
    """Of these, from one address: a hall or an office shares one."""
    trusted_proxies: str = ""
    """Networks whose X-Forwarded-For is believed, separated by commas."""
    strava_client_id: str = ""
    """Number of the application at Strava; with its secret it switches Strava on."""
    strava_client_secret: SecretStr | None = None
    strava_url: str = "https://www.strava.com"
    """Where people give and take back their consent; a test server otherwise."""
    strava_api_url: str = ""
    """Where activities are read; `/api/v3` of the address above where it is not set. It moves on 4 January 2027."""
    strava_authorize_path: str = "/oauth/authorize"
    strava_token_path: str = "/oauth/token"  # noqa: S105  a path, no token
    strava_revoke_path: str = "/oauth/revoke"
    """A path that ends in `deauthorize` is asked in the way that Strava takes until 1 June 2027."""
    strava_athletes: int = 10
    """How many people Strava lets this application serve."""
    strava_verify_token: SecretStr | None = None
    """What Strava says when it first calls the webhook; made from the secret key where it is not set."""

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for network in filter(None, map(str.strip, value.split(","))):
            ip_network(network)
        return value

    @field_validator("strava_client_id")
    @classmethod
    def _number(cls, value: str) -> str:
        if value and not (value.isascii() and value.isdigit()):
            raise ValueError("Strava names an application by a number")
        return value

    @property
    def strava_on(self) -> bool:
        """Whether the application at Strava is known: its number and its secret."""
        return bool(
            self.strava_client_id and self.strava_client_secret and self.strava_client_secret.get_secret_value()
        )

    @property
    def secure_cookies(self) -> bool:
        """Whether the app is reached over https, so that cookies may be bound to it."""
        return self.public_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        """Bound to this host over https; plain on a local http address, where browsers refuse the prefix."""
        return self.cookie("session")

    def cookie(self, name: str) -> str:
        """A cookie's name, bound to this host where browsers take the prefix."""
        return f"__Host-{name}" if self.secure_cookies else name


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
