"""One writer of the register at a time, over all processes: two loads at once would make things twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from tenants.roles import owner_connection

KEY = 0x67_6B_72_65_67  # any number, the same everywhere


@contextmanager
def taking_turns(say: Callable[[str], object] = lambda text: None) -> Iterator[None]:
    """Hold the register for the length of the block; wait, and say so, while another process has it.

    The lock belongs to a connection of its own, so a process that dies gives it back.
    """
    with owner_connection(autocommit=True) as holder:
        row = holder.execute("SELECT pg_try_advisory_lock(%s)", [KEY]).fetchone()
        if not (row and row[0]):
            say(_("另一个进程正在修改登记，等它完成……"))
            holder.execute("SELECT pg_advisory_lock(%s)", [KEY])
        yield
