"""A client of Streamlit's websocket: what the server really sends, with no browser between."""

from contextlib import ExitStack
from dataclasses import dataclass

import pyarrow as pa
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

TO_BE_CONTINUED = ForwardMsg.FINISHED_EARLY_FOR_RERUN


def texts_in(message):
    """Yield every string of a protobuf message, tables decoded, at any depth."""
    for _, value in message.ListFields():
        several = value if hasattr(value, "__iter__") and not is_plain(value) else [value]
        for one in several:
            if isinstance(one, Message):
                yield from texts_in(one)
            elif isinstance(one, str):
                yield one
            elif isinstance(one, bytes):
                yield from texts_in_table(one)


def is_plain(value):
    return isinstance(value, str | bytes | Message)


def texts_in_table(data):
    """Yield headings and cells of a table in Arrow's format; nothing for other bytes."""
    try:
        table = pa.ipc.open_stream(data).read_all()
    except pa.ArrowInvalid:
        return
    yield from table.column_names
    for column in table.columns:
        yield from (str(cell) for cell in column.to_pylist() if cell is not None)


@dataclass(frozen=True)
class Answer:
    """All messages of one script run (or several, where a run asked for the next)."""

    messages: list[ForwardMsg]

    def _of(self, kind):
        return [getattr(m, kind) for m in self.messages if m.WhichOneof("type") == kind]

    @property
    def texts(self):
        """Every string and every table cell that was sent to be shown."""
        return [text for delta in self._of("delta") for text in texts_in(delta)]

    @property
    def exceptions(self):
        """Messages of the exceptions shown on the page."""
        elements = [delta.new_element for delta in self._of("delta")]
        return [e.exception.message for e in elements if e.WhichOneof("type") == "exception"]

    @property
    def is_page_not_found(self):
        return bool(self._of("page_not_found"))

    @property
    def pages(self):
        """Address → title of the pages that the run offered in the end."""
        return self._offers()[-1] if self._offers() else {}

    @property
    def pages_ever_offered(self):
        """Those of `pages`, and those that Streamlit itself offered before st.navigation did."""
        return {address: title for offer in self._offers() for address, title in offer.items()}

    def _offers(self):
        offers = self._of("navigation")
        return [{page.url_pathname: page.page_name for page in o.app_pages} for o in offers]

    @property
    def is_compiled(self):
        """Whether the script could be read at all."""
        return ForwardMsg.FINISHED_WITH_COMPILE_ERROR not in self._of("script_finished")

    def shows(self, text):
        return any(text in shown for shown in self.texts)


class Visitor:
    """One browser tab, without the browser: a session at the websocket."""

    def __init__(self, url, headers=None):
        self._open = ExitStack()
        address = url.replace("http", "ws", 1) + "/_stcore/stream"
        options = {"subprotocols": ["streamlit"], "additional_headers": headers}
        self._socket = self._open.enter_context(
            connect(address, **options, max_size=None, proxy=None)
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._open.close()

    def open(self, page="", query="", timeout=60):
        """Ask for a page by its address, as the browser does at the first request."""
        return self.rerun(timeout, page_name=page, query_string=query)

    def rerun(self, timeout=60, **fields):
        """Ask for a run with any fields of Streamlit's ClientState, and collect the answer."""
        request = BackMsg()
        request.rerun_script.SetInParent()
        for name, value in fields.items():
            setattr(request.rerun_script, name, value)
        self._socket.send(request.SerializeToString())
        return Answer(list(self._messages(timeout)))

    def _messages(self, timeout):
        finished = False
        while not finished:
            message = ForwardMsg.FromString(self._socket.recv(timeout))
            yield message
            finished = (
                message.WhichOneof("type") == "script_finished"
                and message.script_finished != TO_BE_CONTINUED
            )
