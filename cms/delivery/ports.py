"""Whether a port can be had, and having it."""

import errno
import socket

BACKLOG = 2048
"""Connections that wait while nobody accepts them."""


class PortTaken(RuntimeError):
    """The port cannot be had. The message says what to do."""

    for_people = True


def _socket(host: str) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made


def check_free(host: str, port: int) -> None:
    """Raises PortTaken with what to do when the port is in use, or when it is only root's to give."""
    with _socket(host) as probe:
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise PortTaken(f"端口 {port} 只有 root 能用，请换一个：PORT=8000") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortTaken(f"不能在地址 {host} 上提供服务（{error.strerror}）") from error
            other = port + 1 if port < 65535 else port - 1
            raise PortTaken(f"端口 {port} 已被占用，请换一个：PORT={other}") from error


def listen(host: str, port: int, count: int = 1) -> list[socket.socket]:
    """So many listening sockets on one port, among which the kernel spreads who comes. Raises PortTaken.

    One for each process that answers: of several at one socket the first that wakes takes all who wait.
    """
    check_free(host, port)
    made = [_socket(host) for _ in range(count)]
    for each in made:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Every connection that is accepted has it too: a short answer is not kept back.
        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        each.bind((host, port))
        each.listen(BACKLOG)
    return made
