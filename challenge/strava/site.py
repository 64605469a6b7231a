"""Site: where Strava is, by which application it knows us, and how long we wait for it."""

from dataclasses import dataclass, field

from challenge.errors import StravaOffError
from challenge.settings import settings

STRAVA = "https://www.strava.com"
"""Where stravalib believes Strava to be, whatever the settings say."""
API_PATH = "/api/v3"


@dataclass(frozen=True, slots=True)
class Site:
    """Strava as the settings name it, or a server of its shape."""

    url: str
    """Without a slash at its end; people consent here."""
    client_id: int
    client_secret: str = field(repr=False)
    api_url: str = ""
    """Without a slash at its end."""
    authorize_path: str = "/oauth/authorize"
    token_path: str = "/oauth/token"  # noqa: S105  a path, no token
    revoke_path: str = "/oauth/revoke"
    connect_seconds: float = 5
    read_seconds: float = 20
    """Between two signs of life."""
    whole_seconds: float = 60
    """For a whole answer, however steadily it drips."""

    @property
    def api(self) -> str:
        """Where activities are read."""
        return self.api_url or self.url + API_PATH

    @property
    def revokes_the_old_way(self) -> bool:
        """Whether consent is given back by `deauthorize`, which ends on 1 June 2027."""
        return self.revoke_path.endswith("deauthorize")


def configured_site() -> Site:
    """Strava as the settings name it; raises StravaOffError without the keys of an application."""
    given = settings()
    if not given.strava_on or given.strava_client_secret is None:
        raise StravaOffError
    return Site(
        url=given.strava_url.rstrip("/"),
        client_id=int(given.strava_client_id),
        client_secret=given.strava_client_secret.get_secret_value(),
        api_url=given.strava_api_url.rstrip("/"),
        authorize_path=given.strava_authorize_path,
        token_path=given.strava_token_path,
        revoke_path=given.strava_revoke_path,
    )
