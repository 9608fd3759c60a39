"""`manage.py extract FILE…`: the extraction's command line, writing nothing."""

from __future__ import annotations

import sys
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandParser

from extraction.cli import add_arguments, lines_of, run


class Command(BaseCommand):
    help = "读取文件，列出举措、任务、责任单位、时限和指标；不写入数据库。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        # Django's wrappers write as text streams do, which is all that the command line asks of them.
        out, err = cast(TextIO, self.stdout), cast(TextIO, self.stderr)
        lines = lines_of(options["first"], options["last"])
        status = run(options["files"], options["format"], out, err, account=options["account"], lines=lines)
        if status:
            sys.exit(status)
