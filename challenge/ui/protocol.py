"""Streamlit from underneath: the messages between page and server, its index page, and what its sessions hold."""

from pathlib import Path

import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, exists
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

UID = "uid"
"""What `server.trustedUserHeaders` calls the identity that the guard gives."""


def rerun_message() -> bytes:
    """What a browser sends to have its page drawn from the entrance on."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    return bytes(message.SerializeToString())


def begins_run(message: bytes) -> bool:
    """Whether the server says that the script begins."""
    return bool(ForwardMsg.FromString(message).WhichOneof("type") == "new_session")


def ends_run(message: bytes) -> bool:
    """Whether the server says that the script has ended and is not asked to run again at once."""
    told = ForwardMsg.FromString(message)
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return bool(told.WhichOneof("type") == "script_finished" and told.script_finished != early)


def index_page() -> str:
    """The one HTML page that carries all of Streamlit."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


def owner_of(page_id: str) -> str | None:
    """The identity an open page was connected under; None when there is no such page."""
    info = Runtime.instance()._session_mgr.get_active_session_info(page_id) if exists() else None  # noqa: SLF001  nothing public says whose a session is
    return None if info is None else str(info.session._user_info.get(UID))  # noqa: SLF001  same


def bytes_held() -> int:
    """Bytes of uploaded files in memory, of all pages together."""
    manager = Runtime.instance().uploaded_file_mgr if exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return 0
    pages = list(manager.file_storage.values())
    return sum(len(file.data) for files in pages for file in list(files.values()))
