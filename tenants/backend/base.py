"""The database engine: django-tenants' backend, made safe for callbacks, threads and a thousand schemas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError
from django_tenants.postgresql_backend import base
from django_tenants.utils import get_limit_set_calls
from psycopg.pq import TransactionStatus

from tenants.backend.introspection import Introspection


class DatabaseWrapper(base.DatabaseWrapper):
    """Binds callbacks to the tenant that queued them, and keeps the content type cache warm."""

    search_path_set_schemas: list[str] | None
    health_check_done: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._lasting: list[str] | None = None
        self._any_schema = False
        super().__init__(*args, **kwargs)
        self.introspection = Introspection(self)

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """As in django-tenants, but without clearing the ContentType cache.

        Content type ids are pinned (tenants/content_types.lock), so the cached objects are right everywhere.
        Clearing would not have made them safe anyway: the cache is shared by all threads of the process.
        """
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = include_public
        self.set_settings_schema(self.schema_name)
        self.search_path_set_schemas = None

    def _handle_search_path(self, cursor: Any = None) -> None:
        """As in django-tenants, but a search path that could not be set is a failure, not a reason to go on.

        It ignores every error, for in a broken transaction nothing can be set and nothing can be asked either.
        Elsewhere the next statement would run in the schema of whoever had the connection before.
        """
        if self._any_schema or self._setting_search_path:
            return
        if self.search_path_set_schemas is None:
            self._recall()
        asking = self.search_path_set_schemas is None
        super()._handle_search_path(cursor)
        if asking:
            self._remember()
        if self.search_path_set_schemas is None and self._could_be_asked():
            raise OperationalError("the search path could not be set")

    def _recall(self) -> None:
        """Whoever is bound now may be who was bound when the path was last set."""
        if get_limit_set_calls() and self._lasting == self._get_cursor_search_paths():
            self.search_path_set_schemas = self._lasting

    def _remember(self) -> None:
        """A path that was set outside any transaction lasts. One that was set inside goes when that is rolled back, and a
        COMMIT of a transaction that had failed rolls back without a word: that one is set again for whoever comes next."""
        idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        self._lasting = self.search_path_set_schemas if idle else None

    def close(self) -> None:
        self._lasting = None
        super().close()

    def ask_first(self, statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
        """The first row of what is the same in every schema: all its names say where they are. Before anybody is bound.

        It tells as well as a statement of its own would whether a kept connection still stands: one that does not is
        replaced, and asked again.
        """
        kept = self.connection is not None and not self.health_check_done and not self.in_atomic_block
        self.health_check_done = self.health_check_done or kept
        try:
            return self._ask(statement, values)
        except (OperationalError, InterfaceError):
            if not kept:
                raise
            self.close()
            return self._ask(statement, values)

    def _ask(self, statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
        self._any_schema = True
        try:
            with self.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchone()
        finally:
            self._any_schema = False

    def _could_be_asked(self) -> bool:
        """Whether PostgreSQL would answer a statement: not inside a transaction that has failed."""
        return self.connection.info.transaction_status != TransactionStatus.INERROR

    def run_and_clear_commit_hooks(self) -> None:
        """As Django's; whoever follows the changes is told before anything that waits for the commit."""
        from tenants.freshness import changes  # noqa: PLC0415 -- as for context, below

        for follower in changes.FOLLOWERS:
            follower(self)
        super().run_and_clear_commit_hooks()

    def on_commit(self, func: Callable[[], object], robust: bool = False) -> None:
        """Run `func` after commit as the tenant that is bound now, whoever is bound then."""
        from tenants import context  # noqa: PLC0415 -- context imports django.db, which loads this module

        tenant = context._bound.get()

        def bound() -> None:
            previous = context.rebind(tenant)
            try:
                func()
            finally:
                context.rebind(previous)

        super().on_commit(bound, robust=robust)
