"""Pages run in the test process by Streamlit's own test driver."""

import functools

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

# The driver looks through all installed packages for components at every run, which a server does
# once when it starts; here, too, once is enough.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)

# The driver cannot follow pages that are functions, so a page is begun as app.py begins it:
# address, viewer, side bar, page.
SCRIPT = """
from ui import address, session
from pages import {page}

address.begin()
session.viewer_now()
session.open_visit()
{page}.render()
"""


def run_page(page, **query):
    app = AppTest.from_string(SCRIPT.format(page=page), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return run_again(app)


def run_again(app):
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def texts(app):
    """What stands in the page itself."""
    main = app.main
    return [element.value for element in (*main.title, *main.markdown, *main.info)] + html(app)


def html(app):
    return [element.proto.body for element in app.main.get("html")]


def shows(app, word):
    return any(word in text for text in texts(app))
