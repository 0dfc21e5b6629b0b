"""What the program imports itself is named in requirements.in, and pinned."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.servers import ROOT

FOLDERS = ("data", "mechanisms", "metrics", "pages", "reports", "ui")


def names(file):
    """The packages of a list, as the index writes them."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return {match[0].lower().replace("_", "-") for match in found if match}


def imported():
    """The top-level names that the program imports, its own and Python's left out."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    for path in [ROOT / "app.py", ROOT / "manage.py", *files]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


def test_every_package_that_is_imported_is_named_and_pinned():
    foreign = set(imported()) - set(sys.stdlib_module_names) - {*FOLDERS, "app", "manage"}
    packages = packages_distributions()
    wanted = {packages[name][0].lower().replace("_", "-") for name in foreign}
    assert {"numpy", "rich", "streamlit", "pyyaml"} <= wanted
    assert wanted - names("requirements.in") == set()
    assert wanted - names("requirements.txt") == set()
