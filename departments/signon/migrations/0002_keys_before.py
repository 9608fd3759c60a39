"""Tokens made before go on as hashes, for ninety days; their texts and the old sessions leave the database."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone
from knox.crypto import hash_token
from knox.settings import CONSTANTS

OLD_TOKENS, OLD_SESSIONS = "authtoken_token", "django_session"


def take_over(apps: Any, schema_editor: Any) -> None:
    """Hash what is there, then drop the tables."""
    connection = schema_editor.connection
    tables = connection.introspection.table_names()
    if OLD_TOKENS in tables:
        token_model = apps.get_model("signon", "AccessToken")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key, user_id FROM {OLD_TOKENS}")  # noqa: S608  (a constant)
            rows = cursor.fetchall()
        token_model.objects.bulk_create(
            [
                token_model(
                    digest=hash_token(key),
                    token_key=key[: CONSTANTS.TOKEN_KEY_LENGTH],
                    user_id=user,
                    name="升级前建立",
                    scope="manage",
                    expiry=timezone.now() + timedelta(days=90),
                )
                for key, user in rows
            ]
        )
    for table in (OLD_TOKENS, OLD_SESSIONS):
        if table in tables:
            schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(table)}")


class Migration(migrations.Migration):
    dependencies = [("signon", "0001_sign_on"), ("departments", "0006_sign_on")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
