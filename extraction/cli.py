"""The command line of the extraction, the same with and without Django."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TextIO

from extraction.json_form import to_json
from extraction.model import Document, Extraction, ExtractionError, Kind, Lines, Role
from extraction.pipeline import extract_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments, for the module's own parser and for that of the management command."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="file",
        help="要读取的文件（docx、pdf、ofd、xlsx、xls、et、ods、html、txt、doc、wps、rtf）",
    )
    parser.add_argument("--account", action="store_true", help="列出每一处标记及其去向")
    parser.add_argument(
        "--from", dest="first", type=int, metavar="N", help="正文从第几行开始（JSON 中 text 的行，从1数起）"
    )
    parser.add_argument("--to", dest="last", type=int, metavar="N", help="正文到第几行为止，默认到末尾")
    parser.add_argument("--format", choices=("json", "table"), default="json", help="输出格式，默认 json")


def main(argv: list[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Prints the extraction of the files; 0, or 1 with a line on standard error for each that failed."""
    parser = argparse.ArgumentParser(
        prog="extract", description="读取文件，列出举措、任务、责任单位、时限和指标。"
    )
    add_arguments(parser)
    options = parser.parse_args(argv)
    lines = lines_of(options.first, options.last)
    streams = (out or sys.stdout, err or sys.stderr)
    return run(options.files, options.format, *streams, account=options.account, lines=lines)


def lines_of(first: int | None, last: int | None) -> Lines | None:
    """Where `--from` and `--to`, counted from 1, say that the policy stands; None where they say nothing."""
    if first is None and last is None:
        return None
    return Lines((first or 1) - 1, None if last is None else last - 1)


def run(
    files: list[str],
    form: str,
    out: TextIO,
    err: TextIO,
    *,
    account: bool = False,
    lines: Lines | None = None,
) -> int:
    """Reads the files and prints each as `form`; returns the exit status.

    One file is printed with indents, for people; of several each is one line, for programs.  A file that
    cannot be read gets its line on `err`, and the others are read none the less.
    """
    indent = 1 if len(files) == 1 else None
    status = 0
    for file in files:
        try:
            extraction = extract_path(file, lines=lines)
        except ExtractionError as error:
            err.write(f"{error}\n")
            status = 1
            continue
        if form == "json":
            out.write(json.dumps(to_json(extraction, each=account), ensure_ascii=False, indent=indent) + "\n")
        else:
            out.write(as_table(extraction, account=account))
    return status


def as_table(extraction: Extraction, *, account: bool = False) -> str:
    """A plain text ledger: a head for each document, a line for each task, the sum of the account."""
    return "\n".join(_document(document, account=account) for document in extraction.documents) + "\n"


def _document(document: Document, *, account: bool) -> str:
    kinds = {Kind.POLICY: "部署文件", Kind.PROPOSAL_REPLY: "提案建议答复", Kind.OTHER: "其他"}
    about = "  ".join(part for part in (document.number, document.issuer, document.issued_on) if part)
    lines = [f"【{kinds[document.kind]}】{document.title}", f"  {about}" if about else ""]
    lines += [f"  建议：{suggestion}" for suggestion in document.suggestions]
    for measure in document.measures:
        lines.append(f"  {'/'.join(measure.path)}  {measure.title or measure.text[:30]}")
        for task in measure.tasks:
            for role in Role:
                names = [unit.name for unit in task.units if unit.role is role]
                if names:
                    lines.append(f"      {role.value}：{'、'.join(names)}")
            dates = [f"{d.phrase}→{d.date or d.kind.value}" for d in task.deadlines]
            if dates:
                lines.append(f"      时限：{'；'.join(dates)}")
    lines += [f"  指标：{i.name}  {i.base or '—'} → {i.target or '—'}" for i in document.indicators]
    lines += [f"  注意：{warning.message}" for warning in document.warnings]
    lines += _summed(document, account=account)
    return "\n".join(line for line in lines if line) + "\n"


_KINDS = {
    "duty": "责任词",
    "unit": "单位",
    "time": "时间",
    "label": "编号",
    "cell": "表格单元",
    "other": "其他",
}


def _summed(document: Document, *, account: bool) -> list[str]:
    """The account in a line for each kind of mark; with `account` also each mark that stands open."""
    lines = [
        f"  {_KINDS[kind]}{n['marks']}处：读入{n['read']}，按规则不计{n['set_aside']}，待核{n['doubts']}"
        for kind, n in document.account.counted().items()
    ]
    if account:
        lines += [f"    待核：{mark.text}" for mark in document.account.marks if mark.how == "doubt"]
    return lines
