"""A mail server that keeps what it is given: enough SMTP (RFC 5321, AUTH PLAIN and LOGIN) for a client to deliver."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What was delivered, and with which names and passwords somebody signed in."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)


class Session(socketserver.StreamRequestHandler):
    server: Server

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            answer = getattr(self, f"on_{verb.lower()}", None)
            if verb.upper() == "QUIT":
                return self.say("221 bye")
            answer(rest) if answer else self.say("250 ok")
        return None

    def on_ehlo(self, rest: str) -> None:
        self.say("250-test")
        self.say("250 AUTH PLAIN LOGIN")

    def on_auth(self, rest: str) -> None:
        kind, _space, given = rest.partition(" ")
        if kind.upper() == "PLAIN":
            _nobody, user, password = base64.b64decode(given).decode().split("\0")
            self.server.box.logins.append((user, password))
        self.say("235 welcome")

    def on_rcpt(self, rest: str) -> None:
        self.server.box.recipients.append(rest.partition("<")[2].partition(">")[0])
        self.say("250 ok")

    def on_data(self, rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.server.box.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 ok")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.box = Mailbox(self.server_address[1])


@contextmanager
def receiving() -> Iterator[Mailbox]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.box
        server.shutdown()
