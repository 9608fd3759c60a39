"""The corrections of the checking page: each names what it does, and can be undone."""

from policies.services.corrections.dates import (
    add_milestone,
    change_milestone,
    drop_milestone,
    set_cycle,
    set_dates,
)
from policies.services.corrections.items import set_first_unit_leads, settle_item, settle_items
from policies.services.corrections.measures import add_measure, drop_measure, rename_measure
from policies.services.corrections.tasks import add_task, drop_task, merge_tasks, rewrite_task, split_task
from policies.services.corrections.units import add_unit, change_role, drop_unit, settle_unit

__all__ = [
    "add_measure",
    "add_milestone",
    "add_task",
    "add_unit",
    "change_milestone",
    "change_role",
    "drop_measure",
    "drop_milestone",
    "drop_task",
    "drop_unit",
    "merge_tasks",
    "rename_measure",
    "rewrite_task",
    "set_cycle",
    "set_dates",
    "set_first_unit_leads",
    "settle_item",
    "settle_items",
    "settle_unit",
    "split_task",
]
