"""In whose name a command asks and acts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.permissions import Viewer
    from data.store import Question


def asked(
    viewer: "Viewer", action: str, dataset: str, as_of: str = "", vintage: int | None = None
) -> "Question":
    """Return the question of a command: permission first, then the dataset is made.

    Parameters
    ----------
    dataset, as_of, vintage
        As given with the options; empty or None is the usual one.

    Raises
    ------
    PermissionDeniedError
        If the viewer may not do this.
    EnquiryError, CatalogueError
        If there is no such dataset, day or vintage.
    """
    from mechanisms import enquiry
    from reports.progress import ensured

    chosen = enquiry.served_dataset(dataset)
    return enquiry.question(viewer, action, chosen, as_of=as_of, vintage=vintage, ensure=ensured)


def viewer_of(role: str = "", region: str = "") -> "Viewer":
    """Return the viewer whom the options ``--role`` and ``--region`` name."""
    from data.permissions import Viewer, default_role

    return Viewer(role or default_role(), region)


def sender_and_actor(role: str, region: str, by: str) -> tuple[str, str]:
    """Return who sends (role and region) and who does it (by name, else the role).

    Parameters
    ----------
    role, region, by
        As given with the options ``--role``, ``--region``, ``--by``; empty is the default role.
    """
    from data.permissions import roles, sender_name

    viewer = viewer_of(role, region)
    return sender_name(viewer), " ".join(by.split()) or roles()[viewer.role].name
