"""The database itself refuses to change, delete or empty what is append-only.

`migrate` puts the guards up after every run, since a table may be new, and since SQLite loses a table's
triggers where a migration builds it anew. On PostgreSQL they are the second line: the first is that the
application's own role may not do it at all (`common.db.roles`). SQLite knows no roles, so triggers are all
there is, and whoever may write the file can take them away; the record's chain then tells.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from common.db.append_only import append_only_models

FUNCTION = "ducha_append_only"
_WORDS = "rows of this table are never changed or deleted"
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_WORDS}: %', TG_TABLE_NAME;
END $$
"""
# By trigger's ending: what it stands before. A statement that touches no row changes nothing and may pass;
# emptying a table knows no rows. The first name is the one that the timelines' own trigger had.
_BEFORE = {
    "only_grows": "UPDATE OR DELETE ON {table} FOR EACH ROW",
    "not_emptied": "TRUNCATE ON {table} FOR EACH STATEMENT",
}
# SQLite empties by DELETE, and replaces a row by INSERT OR REPLACE without asking the trigger of DELETE.
_BEFORE_SQLITE = {
    "not_changed": "UPDATE ON {table}",
    "not_deleted": "DELETE ON {table}",
    "not_replaced": "INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})",
}


def guarded_models(connection: BaseDatabaseWrapper) -> list[type[Model]]:
    """The append-only models whose table there is: not all, after a migration to an earlier state."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [model for model in append_only_models() if model._meta.db_table in tables]


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Give every append-only table its triggers; those that stand already are made anew."""
    models = guarded_models(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
        for model in models:
            _guard(connection, cursor, model)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The append-only tables of which a guard is missing or switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {name for (name,) in cursor.fetchall()}
    endings = _BEFORE if connection.vendor == "postgresql" else _BEFORE_SQLITE
    return [
        table
        for table in (model._meta.db_table for model in append_only_models())
        if not {trigger_name(table, ending) for ending in endings} <= standing
    ]


def trigger_name(table: str, ending: str) -> str:
    """The name of a trigger; PostgreSQL cuts longer ones off."""
    return f"{table[: 62 - len(ending)]}_{ending}"


def _guard(connection: BaseDatabaseWrapper, cursor: CursorWrapper, model: type[Model]) -> None:
    quoted = connection.ops.quote_name
    table = model._meta.db_table
    names = {"table": quoted(table), "key": quoted(str(model._meta.pk.column))}
    if connection.vendor == "postgresql":
        for ending, event in _BEFORE.items():
            trigger = quoted(trigger_name(table, ending))
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {event.format(**names)}"
                f" EXECUTE FUNCTION {FUNCTION}()"
            )
        return
    for ending, event in _BEFORE_SQLITE.items():
        trigger = quoted(trigger_name(table, ending))
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        cursor.execute(
            f"CREATE TRIGGER {trigger} BEFORE {event.format(**names)}"
            f" BEGIN SELECT RAISE(ABORT, '{_WORDS}: {table}'); END"
        )
