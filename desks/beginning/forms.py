"""What the first steps ask."""

from django import forms

from common.admin.fields import line, long_text, one_of
from departments.models.departments import Level


class RegionForm(forms.Form):
    """Where the installation stands."""

    level = one_of(
        "层级",
        [
            (Level.PROVINCE, "省级（省、自治区、直辖市）"),
            (Level.CITY, "市级（市、州、盟、地区）"),
            (Level.COUNTY, "县级（县、区、县级市、旗）"),
        ],
    )
    name = line("地区全称", 50, help_text="如云岭省、青川市、云溪县")
    above = line("上级地区全称", 50, required=False, help_text="如云岭省；省级不填")
    below = long_text(
        "下级地区",
        6,
        required=False,
        max_length=10_000,
        help_text="每行一个全称：省填各市（州），市填各县（市、区），县填各乡镇、街道",
    )

    def clean_below(self) -> list[str]:
        """The lines; commas part as well."""
        text: str = self.cleaned_data["below"]
        for mark in "、，,；;":
            text = text.replace(mark, "\n")
        return [one.strip() for one in text.splitlines() if one.strip()]


class OfficeForm(forms.Form):
    """What the office is called."""

    name = line("督查室名称", 60)
    letterhead = line(
        "发文机关标志",
        100,
        required=False,
        help_text="印在通报、督办单首页，如云岭省人民政府办公厅文件；不填则为所在单位全称",
    )


class AppointForm(forms.Form):
    """The names under which the three administrators log in."""

    system_admin = line("系统管理员的用户名", 150, help_text="管系统：定时任务、提醒渠道、邮件、登记地区")
    security_admin = line("安全管理员的用户名", 150, help_text="管账号：人员、角色、重置密码、解除锁定")
    auditor = line("审计管理员的用户名", 150, help_text="只看记录：权限变更、登录记录")
