"""The suite. One test for each thing that every plugin must keep to; each says everything that is wrong at once."""

from __future__ import annotations

import pytest

from cms.extension.contract.checks import CHECKS
from cms.extension.contract.subject import Subject, tried


@pytest.mark.parametrize("name", CHECKS)
def test_contract(name: str, subject: Subject) -> None:
    problems = tried(CHECKS[name], subject)
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
