"""Who looks at what: the viewer, the dataset, the day and the vintage of this session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from data import catalogue, creation, datasets, permissions, storage, store
from data.datasets import Dataset
from data.permissions import PermissionDeniedError, Viewer
from data.store import Question
from ui import address

EARLIEST = date(2000, 1, 1)
_OPENED = "session_opened"  # the dataset to which day and version belong


@dataclass(frozen=True)
class Visit:
    """What the side bar settled for this run."""

    dataset: Dataset
    viewer: Viewer
    as_of: date
    vintage: int
    newest: int

    def question(self, scope: tuple[str, ...] | None) -> Question:
        """Return the question of this visit within a scope."""
        return Question(self.dataset.id, self.as_of, self.vintage, scope)


def current() -> Visit:
    """Return the visit that `open_visit` settled in this run."""
    visit: Visit = st.session_state["visit"]
    return visit


def viewer_now() -> Viewer:
    """Return the viewer as the URL or the session says, before any control is drawn."""
    roles = list(permissions.roles())
    role = address.resolve("role", roles, permissions.default_role())
    return Viewer(role, st.session_state.get("county", ""))


def require(action: str) -> Question:
    """Begin a page: check the permission and return the question within the viewer's scope.

    Without permission the page ends here with a note that says what is missing.
    """
    visit = current()
    try:
        scope = permissions.require(visit.viewer, action, visit.dataset)
    except PermissionDeniedError as error:
        st.info(f"**无权查看**　{error}", icon=":material/lock:")
        address.finish()
        st.stop()
    return visit.question(scope)


def question_for(action: str) -> Question | None:
    """Return the question of this visit for a further action, None without permission."""
    visit = current()
    try:
        return visit.question(permissions.require(visit.viewer, action, visit.dataset))
    except PermissionDeniedError:
        return None


def actor() -> str:
    """Ask who is at work, for what is noted beside each step; without a name the role stands.

    Accounts will answer this later; until then everybody names himself.
    """
    role = permissions.roles()[current().viewer.role].name
    name = st.text_input(
        "经办人",
        key="actor",
        placeholder=f"经办人（{role}）",
        label_visibility="collapsed",
        max_chars=20,
        width=170,
    )
    return " ".join((name or "").split()) or role


def open_visit() -> Visit:
    """Draw the side bar's controls and settle dataset, viewer, day and vintage."""
    with st.sidebar, st.container(key="visit"):
        dataset = _choose_dataset()
        viewer = _choose_viewer(dataset)
    _prepare(dataset)
    with st.sidebar:
        visit = _choose_time(dataset, viewer)
    st.session_state["visit"] = visit
    return visit


def _choose_dataset() -> Dataset:
    served = datasets.served()
    key = address.choice(
        "dataset",
        list(served),
        next(iter(served)),
        st.selectbox,
        label="数据集",
        format_func=lambda name: _name_among(served[name], served.values()),
    )
    return served[key]


def _name_among(dataset: Dataset, others: Iterable[Dataset]) -> str:
    """Return the name of a dataset as the list shows it; one city at two times is told apart."""
    shared = sum(other.name == dataset.name for other in others) > 1
    name = f"{dataset.name}{dataset.today.year}" if shared else dataset.name
    return f"{name}·{dataset.kind_label[:2]}"


def _choose_viewer(dataset: Dataset) -> Viewer:
    roles = permissions.roles()
    default = permissions.default_role()
    address.resolve("role", list(roles), default)
    role = st.selectbox(
        "身份（本机演示）",
        list(roles),
        key="role",
        format_func=lambda name: roles[name].name,
        help="本机使用时可切换身份，查看各角色所见；接入账号后由登录身份决定",
    )
    address.keep("role", role, unless=default)
    if not roles[role].needs_region:
        return Viewer(role)
    return Viewer(role, _choose_county(dataset))


def _choose_county(dataset: Dataset) -> str:
    choices = permissions.county_choices(dataset)
    names = catalogue.regions()
    return address.choice(
        "county",
        choices,
        choices[0],
        st.selectbox,
        label="所在县区",
        format_func=lambda code: names[code].name,
    )


def _prepare(dataset: Dataset) -> None:
    """Make the dataset when it is first opened, with progress on the screen."""
    if storage.exists(dataset.id):
        storage.upgrade(dataset.id)
        return
    bar = st.progress(0.0, "正在准备数据集…")

    def show(share: float, text: str) -> None:
        bar.progress(min(share, 1.0), text)

    creation.ensure(dataset.id, show)
    bar.empty()


def _choose_time(dataset: Dataset, viewer: Viewer) -> Visit:
    newest = store.newest_vintage(dataset.id)
    latest = dataset.today
    if st.session_state.setdefault(_OPENED, dataset.id) != dataset.id:
        address.forget("as_of", "vintage")
    st.session_state[_OPENED] = dataset.id
    with st.expander("时点与版本", expanded=_looks_back(latest, newest)):
        _follow("as_of", latest)
        address.day("as_of", latest, EARLIEST, latest)
        as_of = st.date_input(
            "数据时点",
            min_value=EARLIEST,
            max_value=latest,
            key="as_of",
            format="YYYY-MM-DD",
            help="只用这一天及以前已发布的数字；默认为业务日期",
        )
        vintage = _choose_vintage(newest)
    as_of = as_of if isinstance(as_of, date) else latest
    address.keep("as_of", as_of.isoformat(), unless=latest.isoformat())
    return Visit(dataset, viewer, as_of, vintage, newest)


def _follow(name: str, default: date | int) -> None:
    """Move a choice along that stood at its default when the default moves on.

    New figures and a new day must reach a tab that is left open; who looks back stays there.
    """
    before = st.session_state.get(f"{name}_default")
    if st.session_state.get(name) == before and not address.asked(name):
        st.session_state[name] = default
    st.session_state[f"{name}_default"] = default


def _looks_back(latest: date, newest: int) -> bool:
    asked_day = st.query_params.get("as_of", latest.isoformat())
    asked_vintage = st.query_params.get("vintage", str(newest))
    return asked_day != latest.isoformat() or asked_vintage != str(newest)


def _choose_vintage(newest: int) -> int:
    _follow("vintage", newest)
    asked = address.count(address.asked("vintage"))
    if asked is not None:
        st.session_state["vintage"] = min(asked, newest)
    if not 0 <= st.session_state.get("vintage", newest) <= newest:
        st.session_state["vintage"] = newest
    st.session_state.setdefault("vintage", newest)
    chosen = st.number_input(
        "数据版本",
        min_value=0,
        max_value=newest,
        step=1,
        key="vintage",
        help=f"本系统入库的次序，最新为第{newest}版；选较早的版本可看当时所知",
    )
    address.keep("vintage", str(chosen), unless=str(newest))
    return int(chosen)
