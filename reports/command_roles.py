"""In whose name a command acts."""


def sender_and_actor(role: str, region: str, by: str) -> tuple[str, str]:
    """Return who sends (role and region) and who does it (by name, else the role).

    Parameters
    ----------
    role, region, by
        As given with the options ``--role``, ``--region``, ``--by``; empty is the default role.
    """
    from data.catalogue import regions
    from data.permissions import default_role, roles

    name = roles()[role or default_role()].name
    place = f"（{regions()[region].name}）" if region in regions() else ""
    return name + place, " ".join(by.split()) or name
