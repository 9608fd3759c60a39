"""`manage.py export_gold DIR`: checked documents as gold, so that the rules are scored on corrections."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from policies.checking.gold import gold_of
from policies.models.documents import PolicyDocument


class Command(BaseCommand):
    help = "把已校核的文件导出为评分用的标准答案（JSON），连同来源文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--number", help="只导出这个文号的文件")

    def handle(self, *, folder: Path, number: str | None, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        documents = PolicyDocument.objects.checked().filter(source__isnull=False).select_related("source")
        if number:
            documents = documents.filter(number=number)
        for document in documents:
            assert document.source is not None  # noqa: S101 — filtered above
            gold = gold_of(document)
            (folder / gold["source"]).write_bytes(bytes(document.source.content))
            text = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
            (folder / f"{document.pk}.json").write_text(text, encoding="utf-8")
            self.stdout.write(f"{document}：举措{len(gold['measures'])}条")
        self.stdout.write(f"共导出{len(documents)}份文件。")
