"""What pages tell browsers to allow: the same words in the same order, whichever process says them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

from cms.delivery.policies import of_pages

SAY = """
import json, sys
from django.conf import settings
settings.configure(CONTENT_SECURITY_POLICY=json.loads(sys.argv[1]))
from cms.delivery.policies import of_pages
print(of_pages())
"""


def said(seed: str) -> str:
    """By a process of its own, whose sets are in an order of their own."""
    policy = json.dumps(settings.CONTENT_SECURITY_POLICY)
    run = [sys.executable, "-c", SAY, policy]
    env = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
    return subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout.strip()


def test_two_processes_say_the_same():
    assert said("1") == said("2") == of_pages()


@pytest.mark.django_db(databases=["default", "central"])
def test_a_page_says_it_so(visit):
    assert visit("ta").get("/column/")["Content-Security-Policy"] == of_pages()
