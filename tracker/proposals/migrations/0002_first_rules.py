"""The usual months at the start; afterwards the admin's (答复时限规则) are the ones that count."""

from django.db import migrations


def add_rules(apps, schema_editor):
    ProposalRule = apps.get_model("proposals", "ProposalRule")
    for kind in ("congress", "cppcc"):
        ProposalRule.objects.create(kind=kind, months=3, max_months=6, again_months=3, opinion_months=1)


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_first_office"), ("proposals", "0001_initial")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
