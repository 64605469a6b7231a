"""Settings: environment variables `CHALLENGE_*`, and a `.env` file beside the app."""

from functools import cache

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; docs/operators.md lists them."""

    model_config = SettingsConfigDict(env_prefix="CHALLENGE_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/challenge.db"
    public_url: str = "http://localhost:8501"
    demo: bool = True

    @property
    def secure_cookies(self) -> bool:
        """Whether the app is reached over https, so that cookies may be bound to it."""
        return self.public_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        """Bound to this host over https; plain on a local http address, where browsers refuse the prefix."""
        return "__Host-session" if self.secure_cookies else "session"


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
