"""A copy of the app with one more page: empty, but inside the same frame."""

from pathlib import Path

from tests.servers import copy_of_app

EMPTY = '''"""An empty page in the common frame."""

from ui import skeleton
from ui.session import require


def render() -> None:
    """Draw nothing."""
    require("view_ranking")
    skeleton.end()
'''
OFFER = """from pages import empty

PAGES["基准"] = [(empty, "空白", ":material/circle:", "view_ranking")]


"""


def copy_with_empty_page(destination: Path) -> Path:
    """Copy the app and offer the empty page beside the others, at the address `empty`."""
    folder = copy_of_app(destination)
    (folder / "pages" / "empty.py").write_text(EMPTY, encoding="utf-8")
    door = folder / "app.py"
    before, main, after = door.read_text(encoding="utf-8").partition("def main()")
    door.write_text(before + OFFER + main + after, encoding="utf-8")
    return folder
