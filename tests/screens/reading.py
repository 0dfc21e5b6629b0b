"""How the browser tests read a page."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from data import catalogue

PLOT_VALUES = """() => {
    const plot = document.querySelector('.st-key-bars .js-plotly-plot');
    const plain = text => text.replace(/<[^>]*>/g, '').split('\\u3000')[0].trim();
    return [plot.layout.yaxis.ticktext.map(plain), Array.from(plot.data[0].x)];
}"""
TABLE_ROWS = """() => [...document.querySelector('table.yb').querySelectorAll('tbody tr')].map(
    row => [...row.querySelectorAll('td')].map(cell => cell.innerText.trim())
)"""
# The names of Material icons are text in the page, drawn as pictures by their font; the lines of
# a file that was sent in stand on the page of origins as they are.
SHOWN_TEXT = """() => {
    const rows = [...document.querySelectorAll('table.yb tr')];
    const foreign = [
        ...document.querySelectorAll('[data-testid="stIconMaterial"]'),
        ...rows.filter(row => /^第\\d+行/.test(row.innerText)),
    ];
    foreign.forEach(element => { element.style.display = 'none'; });
    const text = document.body.innerText;
    foreign.forEach(element => { element.style.display = ''; });
    return text;
}"""
GLYPHS = """([family, signs]) => signs.map(sign => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 48, height: 48});
    const pen = canvas.getContext('2d');
    pen.font = `32px ${family}`;
    pen.fillText(sign, 4, 38);
    return canvas.toDataURL();
})"""
NO_LETTER = "\U0010fffd"
# Streamlit's link for screen readers; it is off the screen until it has the focus.
BUILT_IN = ("Skip to main content", "yyyy")  # an empty day; the style sheet shows 年月日 for it
PLAIN_WORDS = {"sha256", "xlsx", "docx", "html", "Word", "Excel", "parquet"}
FILE_OR_HASH = re.compile(r"[\w.-]+\.(?:csv|xlsx|html|docx|pdf)|\b[0-9a-f]{12,64}\b")
# Paper, moments and states that a walk over the pages does not meet.
NOT_MET = ("stStatusWidget", "InputInstructions", 'role="alert"', "DropzoneInstructions")
PSEUDO = re.compile(r":{1,2}(?:before|after|hover|focus|focus-visible)\b")


@dataclass
class Seen:
    """What a walk over the pages has met."""

    texts: dict[str, str] = field(default_factory=dict)
    scrolls: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    matched: set[str] = field(default_factory=set)
    font: str = ""
    has_font: bool = False


def records(page):
    """Begin to note all requests, and all errors but Streamlit's own search for its base path."""
    seen = Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: note(seen, message))
    return seen


def note(seen, message):
    path = urlsplit(message.location.get("url", "")).path
    probe = "404" in message.text and re.fullmatch(r"/\w+/_stcore/[\w-]+", path)
    if message.type == "error" and not probe:
        seen.errors.append(f"{message.text} {path}")


def queries(pages, keys):
    """Every page of every dataset, and the states that only some visits show."""
    for key in keys:
        for page in pages:
            yield {"page": page, "dataset": key}
        yield {"page": "origin", "dataset": key, "series": "1", "period": "2016-Y03"}
    yield {"page": "origin", "dataset": keys[0], "series": "1", "period": "2025-Y09"}
    yield {"page": "ranking", "dataset": keys[0], "role": "county", "county": "430581"}
    yield {"page": "ranking", "dataset": keys[0], "indicator": "industrial_tax"}
    yield {"page": "intake", "dataset": keys[0], "receipt": "1"}


def english_words(text):
    """Runs of four and more Latin letters that nobody has allowed."""
    for phrase in BUILT_IN:
        text = text.replace(phrase, "")
    text = FILE_OR_HASH.sub("", text)
    for key in sorted((*catalogue.indicators(), *PLAIN_WORDS), key=len, reverse=True):
        text = text.replace(key, "")
    return re.findall(r"[A-Za-z]{4,}", text)


def ask_selectors(css):
    """Each selector for the screen, with the script that says whether the page has it."""
    plain = re.sub(r"/\*.*?\*/|</?style>|@page\{[^}]*\}", "", css, flags=re.DOTALL)
    plain = plain[: plain.index("@media print")].replace("@media(max-width:640px){", "")
    found = [
        PSEUDO.sub("", part).strip()
        for block in re.findall(r"([^{}]+)\{[^{}]*\}", plain)
        for part in re.split(r",(?![^(]*\))", block)
    ]
    return {
        selector: f"() => document.querySelector({selector!r}) !== null"
        for selector in found
        if not any(name in selector for name in NOT_MET)
    }


def has_letters_of_its_own(page, family, signs):
    """Whether each sign is drawn, and none as the box that stands for a missing letter."""
    drawn = page.evaluate(GLYPHS, [family, [NO_LETTER, " ", *signs]])
    return len(set(drawn)) == len(drawn)
