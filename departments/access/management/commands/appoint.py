"""`manage.py appoint`: makes 系统管理员, 安全管理员 and 审计管理员, and prints their first passwords."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import ServiceError
from departments.access.services.appointing import USUAL_NAMES, appoint, missing_administrators
from departments.models.users import ADMINISTRATORS


class Command(BaseCommand):
    help = "设立系统管理员、安全管理员、审计管理员（三员），打印各自的一次性密码；此后超级用户关闭"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for role in ADMINISTRATORS:
            parser.add_argument(
                f"--{role.value.replace('_', '-')}",
                dest=role.value,
                metavar="用户名",
                help=f"{role.label}的用户名，默认{USUAL_NAMES[role]}；已有{role.label}的，写明用户名即再设一名",
            )

    def handle(self, **options: Any) -> None:
        wanting = missing_administrators()
        usernames = {
            role: options[role.value] or USUAL_NAMES[role]
            for role in ADMINISTRATORS
            if options[role.value] or role in wanting
        }
        if not usernames:
            raise CommandError("三员均已设立，变更由安全管理员办理；确须再设的，请写明用户名。")
        try:
            passwords = appoint(usernames=usernames, actor=None, now=timezone.now())
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("已设立，密码只显示这一次，首次登录须修改：")
        for role, (username, password) in zip(usernames, passwords.items(), strict=True):
            self.stdout.write(f"  {role.label}  {username}  {password}")
        self.stdout.write("超级用户已关闭。")
