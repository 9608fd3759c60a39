"""`manage.py import_policy FILE…`: files into draft documents, as the import page does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import ServiceError
from extraction.model import ExtractionError
from extraction.readers.dispatch import load_bytes
from policies.services.importing import import_file


class Command(BaseCommand):
    help = (
        "导入文件（docx、pdf、ofd、xlsx、xls、et、ods、html、txt、doc、wps、rtf），"
        "生成待校核的文件草稿；重复导入不会重复登记"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        failed = 0
        for file in files:
            try:
                outcome = import_file(name=file.name, content=load_bytes(file), actor=None)
            except (ExtractionError, ServiceError) as error:
                failed += 1
                self.stderr.write(f"{file.name}：{error}")
                continue
            self.stdout.write(f"{file.name}：{outcome.message}")
            for document in outcome.created:
                open_checks = document.check_items.open().count()
                self.stdout.write(
                    f"  {document.number or '（无文号）'} {document.title}："
                    f"举措{document.measures.count()}条，待核事项{open_checks}个"
                )
        if failed:
            raise CommandError(f"{failed}个文件未能导入，其余已处理。")
