"""`manage.py make_ledgers CORPUS_DIR`: regenerates `fixtures/ledgers/` from the real documents."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from extraction.json_form import to_json
from extraction.pipeline import extract_path
from policies.ledgers import OverlayError, corrected, facts_of, file_name

LEDGERS = settings.BASE_DIR / "fixtures" / "ledgers"


class Command(BaseCommand):
    help = "由原始文件重新生成 fixtures/ledgers/（只含事实，不含原文；人工更正见 overlay.json）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("corpus", type=Path)
        parser.add_argument("--out", type=Path, default=LEDGERS)

    def handle(self, *, corpus: Path, out: Path, **options: Any) -> None:
        overlay = json.loads((LEDGERS / "overlay.json").read_text(encoding="utf-8"))
        ledgers, faults = [], []
        for file in sorted(corpus.glob("*.txt")):
            for document in to_json(extract_path(file))["documents"]:
                if document["kind"] != "policy" or not document["measures"]:
                    continue
                try:
                    ledgers.append(corrected(facts_of(document), overlay))
                except OverlayError as error:
                    faults.append(str(error))
        if faults:
            raise CommandError("\n".join(faults))
        out.mkdir(parents=True, exist_ok=True)
        for ledger in ledgers:
            text = json.dumps(ledger, ensure_ascii=False, indent=1) + "\n"
            (out / file_name(ledger)).write_text(text, encoding="utf-8")
            self.stdout.write(f"{file_name(ledger)}：举措{len(ledger['measures'])}条")
