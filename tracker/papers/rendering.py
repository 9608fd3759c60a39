"""Fills a template's placeholders; one that a person uploaded, in a process of its own with limits.

Plain Python: its process needs no database. The code in a template runs in Jinja's sandbox and knows no names
but the placeholders; what asks for too much time or memory is ended from outside.
"""

import io
import json
import re
import signal
import sys
import zipfile
from collections.abc import Callable
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from common.text import clean_all
from extraction.limits import bound
from extraction.readers.process import TimeUpError, run_module

SECONDS = 10  # of processor; printing takes one or two
MEMORY = 1024 * 1024 * 1024
MOST_PRINTED = 8 * 1024 * 1024  # bytes of the printed paper's parts: three hundred rows are one million
_SLOW, _HUGE, _BROKEN = "template_slow", "template_huge", "template_not_printable"
_ENDED_BY: dict[int, str] = {signal.SIGKILL: _HUGE, signal.SIGXCPU: _SLOW}
_PARAGRAPH = "\a"  # where `docxtpl` begins a paragraph like the one it stands in
_NUMBER = "文号"


class TemplateFault(Exception):
    """Why a template cannot be printed: a code (`printing.refusal` has the sentences), what it is about."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code, self.about = code, about


def render(template: bytes, context: dict[str, Any]) -> bytes:
    """The docx, each line of a text as a paragraph. Raises `TemplateFault`."""
    return _named(lambda: _rendered(template, context))


def render_apart(template: bytes, context: dict[str, Any], *, seconds: float = SECONDS) -> bytes:
    """The same in a process of its own: for what a person uploaded."""
    return _asked(template, {"context": context}, seconds)


def check_apart(template: bytes, *, known: list[str], sample: dict[str, Any]) -> None:
    """Raise `TemplateFault` for other placeholders, no number, or what cannot be printed."""
    _asked(template, {"context": sample, "known": known}, SECONDS)


def _rendered(template: bytes, context: dict[str, Any]) -> bytes:
    printed = DocxTemplate(io.BytesIO(template))
    printed.render(_in_paragraphs(clean_all(context)), jinja_env=_environment())
    out = io.BytesIO()
    printed.save(out)
    with zipfile.ZipFile(out) as parts:
        if sum(part.file_size for part in parts.infolist() if part.filename.endswith(".xml")) > MOST_PRINTED:
            raise TemplateFault(_HUGE)
    return out.getvalue()


def _in_paragraphs(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", _PARAGRAPH)
        case list():
            return [_in_paragraphs(item) for item in value]
        case dict():
            return {key: _in_paragraphs(item) for key, item in value.items()}
    return value


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()  # range, lipsum, cycler, joiner, namespace: nothing that a paper needs
    return environment


def _check(template: bytes, known: set[str]) -> None:
    used = DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables(_environment())
    if unknown := sorted(used - known):
        raise TemplateFault("template_placeholder_unknown", "、".join(f"“{name}”" for name in unknown[:5]))
    if _NUMBER not in used:
        raise TemplateFault("template_number_missing")


def _named(act: Callable[[], bytes]) -> bytes:
    """What `act` gives; what it raises as a `TemplateFault`."""
    try:
        return act()
    except TemplateFault:
        raise
    except UndefinedError as error:
        asked = re.findall(r"'([^']*)'", str(error))
        about = f"“{asked[-1] if asked else error}”"
        raise TemplateFault("template_placeholder_unknown", about) from None
    except TemplateSyntaxError:
        raise TemplateFault("template_syntax") from None
    except TemplateError:
        raise TemplateFault("template_forbidden") from None
    except (MemoryError, OverflowError, RecursionError):
        raise TemplateFault(_HUGE) from None
    except Exception:  # python-docx and lxml raise many kinds of errors on broken parts
        raise TemplateFault(_BROKEN) from None


def _asked(template: bytes, asked: dict[str, Any], seconds: float) -> bytes:
    """What the process answers. By the clock it may take three times its seconds of processor."""
    asked |= {"seconds": seconds}
    given = json.dumps(asked).encode() + b"\n" + template
    try:
        status, out = run_module(__name__, given=given, seconds=3 * seconds, memory=MEMORY)
    except TimeUpError:
        raise TemplateFault(_SLOW) from None
    except OSError:
        raise TemplateFault(_BROKEN) from None
    if status != 0:
        raise TemplateFault(_ENDED_BY.get(-status, _BROKEN))
    fault, _, docx = out.partition(b"\n")
    if fault:
        raise TemplateFault(*json.loads(fault))
    return docx


def main() -> None:
    """The process: JSON and the template come in; a line with the fault, or none, and the docx go out."""
    asked = json.loads(sys.stdin.buffer.readline())
    template = sys.stdin.buffer.read()
    bound(memory=MEMORY, seconds=asked["seconds"], heirs=False)

    def act() -> bytes:
        if "known" in asked:
            _check(template, set(asked["known"]))
        return _rendered(template, asked["context"])

    try:
        fault, docx = b"", _named(act)
    except TemplateFault as error:
        fault, docx = json.dumps([error.code, error.about]).encode(), b""
    sys.stdout.buffer.write(fault + b"\n" + docx)


if __name__ == "__main__":
    main()
