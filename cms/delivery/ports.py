"""Whether a port can be had."""

import errno
import socket


class PortTaken(RuntimeError):
    """The port cannot be had. The message says what to do."""

    for_people = True


def check_free(host: str, port: int) -> None:
    """Raises PortTaken with what to do when the port is in use, or when it is only root's to give."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise PortTaken(f"端口 {port} 只有 root 能用，请换一个：PORT=8000") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortTaken(f"不能在地址 {host} 上提供服务（{error.strerror}）") from error
            other = port + 1 if port < 65535 else port - 1
            raise PortTaken(f"端口 {port} 已被占用，请换一个：PORT={other}") from error
