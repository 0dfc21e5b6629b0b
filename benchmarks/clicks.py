"""A websocket visitor that works the controls of a page, as a browser would report it."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.sockets import Answer, Visitor


class Clicker(Visitor):
    """A visitor that stays on a page and changes its select boxes.

    Attributes
    ----------
    options
        Choices of the select boxes seen last, by the key of the box.
    """

    def __init__(self, url: str, page: str, query: str = "") -> None:
        super().__init__(url)
        self.options: dict[str, list[str]] = {}
        self._ids: dict[str, str] = {}
        self._page = ""
        self._query = query
        self.settle(self.open(page, query))

    def settle(self, answer: Answer) -> Answer:
        """Note page, address and select boxes of an answer; an exception on it is an error."""
        if answer.exceptions:
            raise RuntimeError(answer.exceptions[0])
        for message in answer.messages:
            self._note(message)
        return answer

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "selectbox":
            box = message.delta.new_element.selectbox
            key = box.id.rpartition("-")[2]
            self._ids[key] = box.id
            self.options[key] = list(box.options)

    def choose(self, key: str, label: str) -> Answer:
        """Choose an option of a select box, and collect the answer."""
        request = self._request()
        state = request.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = self._ids[key], label
        return self._ask(request)

    def shown(self, label: str, answer: Answer) -> Answer:
        """Note an answer as `settle` does; without the label on it, it is an error."""
        if not self.settle(answer).shows(label):
            msg = f"{label} is not on the page after it was chosen"
            raise RuntimeError(msg)
        return answer

    def again(self) -> Answer:
        """Ask for the same page once more."""
        return self._ask(self._request())

    def _request(self) -> BackMsg:
        request = BackMsg()
        request.rerun_script.query_string = self._query
        request.rerun_script.page_script_hash = self._page
        return request

    def _ask(self, request: BackMsg) -> Answer:
        self._socket.send(request.SerializeToString())
        return Answer(list(self._messages(60)))
