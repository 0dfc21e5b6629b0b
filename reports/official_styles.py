"""Type of an official document (GB/T 9704-2012): fonts with fallbacks, styles, settings.

The standard's fonts (方正小标宋, 仿宋_GB2312, 楷体_GB2312) are named, never shipped; where they
are not installed, the alternative names of the font table take their place.
"""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

LATIN = "Times New Roman"
BODY, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋_GBK", "黑体", "楷体_GB2312", "宋体"
FALLBACKS = {
    LATIN: "Liberation Serif,Tinos",
    BODY: "仿宋,FangSong,FZFangSong-Z02",
    TITLE: "方正小标宋简体,华文中宋,STZhongsong",
    HEI: "SimHei,方正黑体_GBK",
    KAI: "楷体,KaiTi,方正楷体_GBK",
    SONG: "SimSun,方正书宋_GBK",
}
CHARACTER_SPACING = -5
"""Twentieths of a point: with 16 pt it gives 28 characters on 156 mm."""
LINE_PITCH = 28.95
"""Points: 22 lines on 225 mm."""
ONE_CHARACTER = 315
"""Twentieths of a point, for programs that do not know indents in characters."""


@dataclass(frozen=True)
class Type:
    """A named style: font, size and line pitch in points, alignment, indent in 1/100 character."""

    name: str
    font: str
    size: float
    pitch: float = LINE_PITCH
    align: str = "both"
    first_line: int = 0
    spacing: int = 0
    latin: str = LATIN


TITLE_TYPE = Type("公文标题", TITLE, 22, 34, "center")
MARK_TYPE = Type("公文标注", HEI, 16)
BODY_TYPE = Type("公文正文", BODY, 16, first_line=200, spacing=CHARACTER_SPACING)
FLUSH_TYPE = Type("公文顶格", BODY, 16, spacing=CHARACTER_SPACING)
CAPTION_TYPE = Type("公文图表题", HEI, 12, 20, "center")
NOTE_TYPE = Type("公文附注", SONG, 9, 11.5)
PAGE_NUMBER_TYPE = Type("公文页码", SONG, 14, 14, "right", latin=SONG)
HEADER_TYPE = Type("公文页眉", SONG, 10.5, 14, "right")
TYPES = (
    TITLE_TYPE,
    MARK_TYPE,
    BODY_TYPE,
    FLUSH_TYPE,
    CAPTION_TYPE,
    NOTE_TYPE,
    PAGE_NUMBER_TYPE,
    HEADER_TYPE,
)


def prepare(document: Document) -> None:
    """Give a new document the fonts, styles and settings of an official one."""
    _set_defaults(document)
    for each in TYPES:
        _add_style(document, each)
    _set_settings(document)
    _set_font_table(document)


def fonts_of(font: str, latin: str = LATIN) -> BaseOxmlElement:
    """Return the font element: Chinese in `font`, letters and digits in `latin`."""
    letters = f"w:ascii='{latin}' w:hAnsi='{latin}' w:cs='{latin}'"
    return parse_xml(f"<w:rFonts {nsdecls('w')} w:hint='eastAsia' {letters} w:eastAsia='{font}'/>")


def chinese_marks() -> BaseOxmlElement:
    """Return the font element of a run whose dashes and quotation marks are Chinese ones."""
    return parse_xml(f"<w:rFonts {nsdecls('w')} w:hint='eastAsia'/>")


def hang(paragraph: Paragraph, characters: int) -> None:
    """Let further lines of a paragraph begin below what follows its first characters."""
    left = 2 + characters
    made = parse_xml(
        f"<w:ind {nsdecls('w')} w:leftChars='{left * 100}' w:left='{left * ONE_CHARACTER}' "
        f"w:hangingChars='{characters * 100}' w:hanging='{characters * ONE_CHARACTER}'/>"
    )
    paragraph._p.get_or_add_pPr().append(made)


def _set_defaults(document: Document) -> None:
    """Replace the theme fonts and spacings that python-docx's own template comes with."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
            f"<w:rFonts w:ascii='{LATIN}' w:hAnsi='{LATIN}' w:cs='{LATIN}' w:eastAsia='{BODY}'/>"
            "<w:sz w:val='32'/><w:szCs w:val='32'/>"
            "<w:lang w:val='en-US' w:eastAsia='zh-CN' w:bidi='ar-SA'/>"
            "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
            "<w:spacing w:before='0' w:after='0'/></w:pPr></w:pPrDefault></w:docDefaults>"
        ),
    )


def _add_style(document: Document, each: Type) -> None:
    style = document.styles.add_style(each.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(each.size)
    element = style.element
    element.replace(element.get_or_add_pPr(), _paragraph_properties(each))
    run = element.get_or_add_rPr()
    run.insert(0, fonts_of(each.font, each.latin))
    if each.spacing:
        spacing = parse_xml(f"<w:spacing {nsdecls('w')} w:val='{each.spacing}'/>")
        run.find(qn("w:rFonts")).addnext(spacing)


def _paragraph_properties(each: Type) -> BaseOxmlElement:
    pitch = round(each.pitch * 20)
    indent = (
        f"<w:ind w:firstLineChars='{each.first_line}' w:firstLine='{2 * ONE_CHARACTER}'/>"
        if each.first_line
        else ""
    )
    return parse_xml(
        f"<w:pPr {nsdecls('w')}><w:widowControl w:val='0'/><w:autoSpaceDE w:val='0'/>"
        f"<w:autoSpaceDN w:val='0'/><w:snapToGrid w:val='0'/>"
        f"<w:spacing w:before='0' w:after='0' w:line='{pitch}' w:lineRule='exact'/>"
        f"{indent}<w:jc w:val='{each.align}'/></w:pPr>"
    )


def _set_settings(document: Document) -> None:
    """Odd and even pages differ; nothing is hyphenated, no punctuation is squeezed."""
    settings = document.settings.element
    for old in list(settings):
        settings.remove(old)
    where = "http://schemas.microsoft.com/office/word"
    for xml in (
        "<w:zoom {} w:percent='100'/>",
        "<w:defaultTabStop {} w:val='420'/>",
        "<w:autoHyphenation {} w:val='0'/>",
        "<w:evenAndOddHeaders {}/>",
        "<w:characterSpacingControl {} w:val='doNotCompress'/>",
        f"<w:compat {{}}><w:compatSetting w:name='compatibilityMode' w:uri='{where}' "
        "w:val='15'/></w:compat>",
        "<w:themeFontLang {} w:val='en-US' w:eastAsia='zh-CN'/>",
    ):
        settings.append(parse_xml(xml.format(nsdecls("w"))))


def _set_font_table(document: Document) -> None:
    entries = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/>"
        f"<w:charset w:val='{'00' if name == LATIN else '86'}'/>"
        "<w:family w:val='auto'/><w:pitch w:val='variable'/></w:font>"
        for name, others in FALLBACKS.items()
    )
    xml = f"<?xml version='1.0' encoding='UTF-8'?><w:fonts {nsdecls('w')}>{entries}</w:fonts>"
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = xml.encode()
