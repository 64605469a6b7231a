"""Browsers as their owners know them: a name and a system from the User-Agent header, nothing more exact."""

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "SamsungBrowser": "Samsung",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
"""Signs in the header with the name they stand for; the first that is there counts."""


def browser_name(user_agent: str) -> str:
    """Browser and system, as far as the header says; empty when it says nothing known."""
    found = (next((name for sign, name in signs.items() if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, found))
