"""A real S3 server (versitygw, over a folder) for the length of the tests that need one."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3

from tenants.bucket import client_config

PROGRAM = "versitygw"
MODULE = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"
BUCKET, USER, PASSWORD = "media", "gongkai", "not-a-real-secret"


def program() -> str | None:
    """Where the server is: on the path, or where `go install` puts it."""
    found = shutil.which(PROGRAM)
    places = [Path(os.environ.get("GOBIN") or Path(os.environ.get("GOPATH") or Path.home() / "go") / "bin")]
    return found or next((str(place / PROGRAM) for place in places if (place / PROGRAM).exists()), None)


@dataclass
class S3Server:
    """A server that can be stopped and started again on the same port and files."""

    folder: Path
    port: int
    process: subprocess.Popen | None = None

    @property
    def settings(self) -> dict[str, str]:
        """As cms.settings.services.bucket() gives them."""
        return {
            "bucket_name": BUCKET,
            "endpoint_url": f"http://127.0.0.1:{self.port}",
            "region_name": "us-east-1",
            "access_key": USER,
            "secret_key": PASSWORD,
        }

    def client(self):
        keys = {"aws_access_key_id": USER, "aws_secret_access_key": PASSWORD, "region_name": "us-east-1"}
        return boto3.client("s3", endpoint_url=self.settings["endpoint_url"], config=client_config(), **keys)

    def keys(self) -> list[str]:
        found = self.client().list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [each["Key"] for each in found]

    def start(self) -> None:
        command = [
            program() or PROGRAM,
            "--port",
            f"127.0.0.1:{self.port}",
            "--quiet",
            "posix",
            str(self.folder),
        ]
        environment = os.environ | {"ROOT_ACCESS_KEY": USER, "ROOT_SECRET_KEY": PASSWORD}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < until, "the S3 server did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except OSError:
            return False
        finally:
            connection.close()
        return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def serving(folder: Path) -> Iterator[S3Server]:
    """A server with an empty bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = S3Server(folder, probe.getsockname()[1])
    server.start()
    try:
        server.client().create_bucket(Bucket=BUCKET)
        yield server
    finally:
        server.stop()
