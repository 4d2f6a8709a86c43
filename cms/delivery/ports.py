"""Whether a port can be had."""

import socket

from django.core.management.base import CommandError


def check_free(host: str, port: int) -> None:
    """Raises CommandError with what to do when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"端口 {port} 已被占用，请换一个：make demo PORT={port + 1}") from error
