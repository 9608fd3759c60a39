"""Two roles in PostgreSQL: the owner of the tables, who migrates and restores, and the application's own.

`DATABASE_URL` names the application's role and `DATABASE_OWNER_URL` the owner's. Where the second is not set
there is one role, and of what is append-only the triggers alone keep it off (`common.db.guards`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from common.db.guards import guarded_models

_LOGIN = ("USER", "PASSWORD", "HOST", "PORT", "NAME")


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within, the connection is the owner's, where one is configured; every command on it, too.

    The connection is closed before and after, so nobody goes on with the owner's rights.
    """
    owner = settings.DATABASE_OWNER
    if not owner or connection.vendor != "postgresql":
        yield
        return
    kept = {name: connection.settings_dict[name] for name in _LOGIN}
    if owner["USER"] == kept["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL and DATABASE_URL name the same role: the application's must be another"
        )
    connection.close()
    # The database's name stays: the tests have one of their own.
    connection.settings_dict.update({name: owner[name] for name in _LOGIN if name != "NAME"})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def give_rights(connection: BaseDatabaseWrapper, *, role: str, password: str) -> None:
    """What the application's role may: read all, write all but what is append-only, to which it only adds.

    Run as the owner. Makes the role where it is missing; raises `ImproperlyConfigured` where the owner may
    not make roles, and for a role that nothing can be refused to.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        owner, schema = cursor.fetchone()
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = %s", [owner])
        [may_make_roles] = cursor.fetchone()
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(rolname, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [owner, role],
        )
        match cursor.fetchone():
            case None if not may_make_roles:
                raise ImproperlyConfigured(
                    f"the role {role} of DATABASE_URL does not exist and {owner} may not make it:"
                    f" CREATE ROLE {role} LOGIN PASSWORD '…' by the database's administrator"
                )
            case None:
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(password)
                    )
                )
            case (True,):
                raise ImproperlyConfigured(
                    f"the role {role} of DATABASE_URL is a superuser or has the rights of {owner}:"
                    " nothing could be refused to it"
                )
        for statement in _RIGHTS:
            cursor.execute(
                sql.SQL(statement).format(role=sql.Identifier(role), schema=sql.Identifier(schema))
            )
        for model in guarded_models(connection):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                    table=sql.Identifier(model._meta.db_table), role=sql.Identifier(role)
                )
            )


_RIGHTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)
