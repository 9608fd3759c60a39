"""`manage.py setup_demo`: the made-up province or the real ledgers of 吉林省; safe to repeat."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from common import clock
from demo.accounts import DEMO_PASSWORD, JILIN, MADE_UP, make_accounts
from demo.year.living import live
from departments.models.departments import Department
from policies.checking.services.settling import confirm_document
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.work.services.dispatching import dispatch_document

MADE_UP_PROVINCE, OF_JILIN = "yunling", "jilin"


class Command(BaseCommand):
    help = "准备演示数据：虚构的云岭省近一年的督查工作，或吉林省真实文件的台账（仅限演示环境）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ledgers",
            choices=[MADE_UP_PROVINCE, OF_JILIN],
            default=MADE_UP_PROVINCE,
            help="yunling：虚构的云岭省（默认）；jilin：吉林省十三份真实文件的台账",
        )

    def handle(self, *, ledgers: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示账号的密码是公开的，只能在演示环境（DEMO=true）中建立。")
        if ledgers == OF_JILIN:
            self._real_ledgers()
        elif not Department.objects.exists():
            with transaction.atomic():  # the whole year or nothing: a half of it would be taken for all
                live(end=timezone.now(), say=self.stdout.write)
        self.stdout.write("演示账号（密码均为 " + DEMO_PASSWORD + "）：")
        for account in JILIN if ledgers == OF_JILIN else MADE_UP:
            self.stdout.write(f"  {account.username:<14}{account.role.label}（{account.name}）")

    def _real_ledgers(self) -> None:
        """Facts only: handed out today, and nothing is said of what became of it."""
        call_command("load_departments", stdout=self.stdout)
        if not PolicyDocument.objects.exists():
            call_command("load_ledgers", stdout=self.stdout)
            for line in dispatch_drafts(on=clock.today()):
                self.stdout.write(line)
        make_accounts(JILIN)


def dispatch_drafts(*, on: date) -> list[str]:
    """Confirm and hand out every draft that orders work; returns one Chinese line for each document."""
    lines = []
    drafts = PolicyDocument.objects.filter(status=DocumentStatus.DRAFT, measures__isnull=False)
    for document in drafts.distinct():
        confirm_document(document=document, actor=None)
        lines.append(f"{document}：{dispatch_document(document=document, actor=None, on=on).message}")
    return lines
