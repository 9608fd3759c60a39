"""`manage.py setup_demo`: departments, real ledgers and accounts for a look around; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from common import clock
from demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, dispatch_drafts, make_demo_accounts
from demo.work import play_demo_work
from departments.models.users import UserRole
from policies.models.documents import PolicyDocument


class Command(BaseCommand):
    help = "准备演示数据：单位库、真实文件台账、演示账号（仅限演示环境）"

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示账号的密码是公开的，只能在演示环境（DEMO=true）中建立。")
        call_command("load_departments", stdout=self.stdout)
        # Only a new ledger is handed out: a draft that a user is checking is not touched.
        if not PolicyDocument.objects.exists():
            call_command("load_ledgers", stdout=self.stdout)
            for line in dispatch_drafts(on=clock.today()):
                self.stdout.write(line)
        users = {user.username: user for user in make_demo_accounts()}
        filers = [users[name] for name, _, role, _ in DEMO_ACCOUNTS if role == UserRole.FILER]
        touched = play_demo_work(
            on=clock.today(), office=users["ducha"], leader=users["lingdao"], filers=filers
        )
        if touched:
            self.stdout.write(f"已模拟办理{touched}项。")
        self.stdout.write("演示账号（密码均为 " + DEMO_PASSWORD + "）：")
        for username, name, role, _ in DEMO_ACCOUNTS:
            self.stdout.write(f"  {username:<14}{role.label}（{name}）")
