"""Departments, the names they are printed by, the groups they stand in, and what became of them."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from departments.querysets import DepartmentQuerySet


class Level(models.TextChoices):
    """The level of government; units of the centre that work in a province are CENTRAL."""

    CENTRAL = "central", "中央"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class Kind(models.TextChoices):
    """What sort of body a department is."""

    PEOPLE_GOVERNMENT = "people_government", "人民政府"
    GOVERNMENT = "government", "政府部门"
    PARTY = "party", "党委部门"
    CONGRESS = "congress", "人大政协"
    MASS = "mass", "群团组织"
    CENTRAL = "central", "中直驻地方单位"
    INSTITUTION = "institution", "事业单位"
    ENTERPRISE = "enterprise", "企业"


class Region(models.Model):
    """A province, a city or a county; names of departments are understood within it."""

    name = models.CharField("名称", max_length=50, unique=True)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级地区",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def lineage(self) -> list["Region"]:
        """This region, then its parent, up to the top."""
        chain: list[Region] = [self]
        while chain[-1].parent is not None and chain[-1].parent not in chain:
            chain.append(chain[-1].parent)
        return chain


class Department(models.Model):
    """A unit (单位) that can be ordered to do something."""

    name = models.CharField("全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=60)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    kind = models.CharField("性质", max_length=20, choices=Kind.choices, default=Kind.GOVERNMENT)
    region = models.ForeignKey(
        Region, verbose_name="地区", on_delete=models.PROTECT, related_name="departments"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="上级单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    head_endorses = models.BooleanField(
        "报送须负责人审签", default=False, help_text="填报员报送的进展，经单位负责人审签后才送督查室"
    )
    abolished_on = models.DateField("撤并日期", null=True, blank=True)
    successors = models.ManyToManyField(
        "self",
        verbose_name="承接单位",
        through="Succession",
        through_fields=("predecessor", "successor"),
        symmetrical=False,
        related_name="predecessors",
    )
    history = HistoricalRecords()

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["id"]
        indexes = [
            # The departments of a region, for the resolver and the API's filter by region.
            models.Index(fields=["region", "level"], name="department_region_level"),
        ]

    def __str__(self) -> str:
        return self.short_name


class DepartmentAlias(models.Model):
    """One way a department's name is printed, normalised; unique within a region.

    The region repeats the department's so that the database can hold the uniqueness: the same short name
    (省财政厅, 市财政局) is used by a different body in each region.
    """

    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.CASCADE, related_name="aliases"
    )
    region = models.ForeignKey(Region, verbose_name="地区", on_delete=models.PROTECT, related_name="+")
    text = models.CharField("印法", max_length=100)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "text"],
                name="alias_unique_in_region",
                violation_error_message="该地区已有单位使用这个名称。",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text


class Succession(models.Model):
    """机构改革: the work of one department goes to another from a day on; several rows are a split."""

    predecessor = models.ForeignKey(
        Department, verbose_name="原单位", on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Department, verbose_name="承接单位", on_delete=models.PROTECT, related_name="inheritances"
    )
    effective_on = models.DateField("生效日期")
    note = models.CharField("说明", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "机构沿革"
        ordering = ["effective_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_unique"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_not_to_itself",
                violation_error_message="单位不能由自己承接。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class DepartmentGroup(models.Model):
    """A group named in a clause (各市（州）政府): it stands for its members when work is handed out.

    An open group (有关市县政府) leaves its membership to the reader; a person chooses for each clause.
    """

    name = models.CharField("名称", max_length=100)
    region = models.ForeignKey(Region, verbose_name="地区", on_delete=models.PROTECT, related_name="groups")
    is_open = models.BooleanField("成员待定", default=False, help_text="如“有关市县政府”，由校核人员逐条指定")
    members = models.ManyToManyField(Department, verbose_name="成员", related_name="groups", blank=True)
    history = HistoricalRecords(m2m_fields=[members])

    class Meta:
        verbose_name = verbose_name_plural = "单位组"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="group_unique_in_region")]

    def __str__(self) -> str:
        return self.name


class GroupAlias(models.Model):
    """One way a group's name is printed, normalised; unique within a region."""

    group = models.ForeignKey(
        DepartmentGroup, verbose_name="单位组", on_delete=models.CASCADE, related_name="aliases"
    )
    region = models.ForeignKey(Region, verbose_name="地区", on_delete=models.PROTECT, related_name="+")
    text = models.CharField("印法", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "单位组别名"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "text"], name="group_alias_unique_in_region"),
            models.CheckConstraint(condition=~Q(text=""), name="group_alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text
