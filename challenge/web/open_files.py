"""Open files: every stream is one, and a process may have fewer of them than the machine would allow."""

import logging
import resource

log = logging.getLogger("challenge.live")


def allow_open_files(wanted: int) -> None:
    """Let this process have as many files open as it needs, or as many as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < wanted:
        log.warning("this process may have %d files open; every live stream needs one, %d are wished", most, wanted)
