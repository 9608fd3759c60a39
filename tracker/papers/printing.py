"""From a template to a docx, and from a docx to what a browser shows of it."""

import io
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mammoth
from docx import Document

from common.errors import ServiceError
from extraction.model import ExtractionError
from extraction.readers.office import read_office
from tracker.papers.models import PaperKind
from tracker.papers.placeholders import DOCUMENTED, sample_context
from tracker.papers.rendering import TemplateFault, check_apart, render, render_apart

_OWN = Path(__file__).parent / "templates" / "papers"
MOST_BYTES = 5 * 1024 * 1024
# Styles of the project's own templates → classes of the style sheet.
_STYLES = {
    "文书红头": "dc-paper-head",
    "文书红头中": "dc-paper-head",
    "文书红头小": "dc-paper-head",
    "文书文号": "dc-paper-number",
    "文书标题": "dc-paper-title",
    "文书小标题": "dc-paper-heading",
    "文书落款": "dc-paper-seal",  # of templates made from earlier versions of the project's own
    "文书署名": "dc-paper-sign",
    "文书日期": "dc-paper-sign",
    "文书长署名": "dc-paper-seal",
    "文书长署名日期": "dc-paper-seal",
    "文书主送": "dc-paper-to",
    "文书附件说明": "dc-paper-annexes",
    "文书附件": "dc-paper-annex",
    "文书附件标题": "dc-paper-annex-title",
    "文书版记": "dc-paper-imprint",
    "文书表头": "dc-paper-cell-head",
    "文书表格中": "dc-paper-cell-middle",
}
_FOOT = "dc-paper-foot"


def own_template(kind: str) -> bytes:
    """The project's own template of a kind (made by scripts/make_paper_templates.py)."""
    return (_OWN / f"{PaperKind(kind).value}.docx").read_bytes()


def print_paper(kind: str, template: bytes, context: dict[str, Any]) -> bytes:
    """The docx; a template that is not the project's own is filled in a process of its own.

    Raises `TemplateFault` for what the template asks for and is not there, or is too much.
    """
    return (render if template == own_template(kind) else render_apart)(template, context)


def check_template(*, kind: str, name: str, data: bytes) -> None:
    """Refuse, in a Chinese `ServiceError`, what is no docx or cannot be printed with sample figures."""
    if not name.lower().endswith(".docx"):
        raise ServiceError(
            "template_not_docx", "模板须为docx文件，请用Word或WPS另存为docx后上传。", field="file"
        )
    if len(data) > MOST_BYTES:
        raise ServiceError("template_too_large", "模板不能超过5MB。", field="file")
    try:
        read_office(name, data)
    except ExtractionError as error:
        raise ServiceError("template_unsafe", str(error), field="file") from None
    try:
        check_apart(data, known=[place.name for place in DOCUMENTED[kind]], sample=sample_context(kind))
    except TemplateFault as fault:
        raise refusal(fault) from None


def refusal(fault: TemplateFault) -> ServiceError:
    """What is said of a template that cannot be printed."""
    match fault.code:
        case "template_placeholder_unknown":
            return ServiceError(
                "template_placeholder_unknown",
                f"模板中有不认识的占位符{fault.about}。可用的占位符见本页下方的说明。",
                field="file",
            )
        case "template_number_missing":
            return ServiceError(
                "template_number_missing", "模板中没有占位符“文号”，印发后将没有编号，请补上。", field="file"
            )
        case "template_syntax":
            return ServiceError(
                "template_syntax",
                "模板中占位符的写法有误，请检查双花括号是否成对，for、if与endfor、endif是否配对且各占一段（行）。",
                field="file",
            )
        case "template_forbidden":
            return ServiceError(
                "template_forbidden", "模板中有不允许的写法，请只使用说明中的占位符和循环。", field="file"
            )
        case "template_slow":
            return ServiceError(
                "template_slow", "模板套用的时间过长，已停止，请删去其中大量重复的循环后再试。", field="file"
            )
        case "template_huge":
            return ServiceError(
                "template_huge",
                "模板套用后的内容异常庞大，已停止，请删去其中大量重复或填充的写法后再试。",
                field="file",
            )
    return ServiceError(
        "template_not_printable", "模板无法套用，请用Word或WPS重新另存为docx后再试。", field="file"
    )


def shown_in_browser(docx: bytes) -> str:
    """The paper as clean HTML: its text and tables, nothing that runs, loads or leads elsewhere.

    It is made from the file itself, so that one says what the other says: the body, then what stands at the
    head and foot of the first page (the page's number).
    """
    styles = "\n".join(f"p[style-name='{style}'] => p.{name}:fresh" for style, name in _STYLES.items())
    html = mammoth.convert_to_html(
        io.BytesIO(docx),
        style_map=styles,
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
    ).value
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.clean) + _margins(docx)


def _margins(docx: bytes) -> str:
    section = Document(io.BytesIO(docx)).sections[0]
    lines = [line.text for part in (section.header, section.footer) for line in part.paragraphs]
    return "".join(f'<p class="{_FOOT}">{escape(line)}</p>' for line in lines if line.strip())


_KEPT = frozenset("p h1 h2 h3 h4 h5 h6 table thead tbody tr td th ul ol li strong em u s sup sub br".split())  # noqa: SIM905
_DROPPED = {"script", "style"}


class _Cleaner(HTMLParser):
    """Keeps text, the tags of `_KEPT`, joined cells and our own classes."""

    def __init__(self) -> None:
        super().__init__()
        self.clean: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.silent += 1
        if tag not in _KEPT:
            return
        kept = [
            f' {name}="{escape(value)}"'
            for name, value in attrs
            if value
            and (
                (name in ("colspan", "rowspan") and value.isdecimal())
                or (name == "class" and value in _STYLES.values())
            )
        ]
        if tag == "table":
            kept.append(' tabindex="0"')  # on a phone it rolls in itself, also by keys
        self.clean.append(f"<{tag}{''.join(kept)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED and self.silent:
            self.silent -= 1
        if tag in _KEPT and tag != "br":
            self.clean.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.clean.append(escape(data))
