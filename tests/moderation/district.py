"""What the tests of the desk do in the small district: bring a plan up to whoever decides, and enter a site in a role."""

from __future__ import annotations

import re

from django.test import Client

from cms.catalog.vocabulary import ApprovalLevel
from cms.moderation.models import ModerationCase
from cms.pages.models import ArticlePage
from cms.procedure.actions import Terms, propose
from cms.procedure.models import Plan
from cms.procedure.steps import StepKind
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests import sample
from tests.approval import MEETING, RISK, passed_on, person
from tests.people import browser

ESCALATED = "SJ-01"


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class Desk:
    """The village and both towns have an item that goes up: the village's to its town, the towns' to the office."""

    def __init__(self) -> None:
        self.browsers: dict[tuple[str, MemberRole, int], Client] = {}
        items = [
            *sample.rows(),
            sample.row(ESCALATED, "村级集体资产处置", approval_level=ApprovalLevel.ESCALATE),
        ]
        for slug in ("village", "ta", "tb"):
            with tenant_scope(self.tenant(slug)):
                sample.file_catalog(items, title="目录")

    def tenant(self, slug: str) -> Tenant:
        return Tenant.objects.get(slug=slug)

    def at(self, slug: str, role: MemberRole) -> Client:
        if (slug, role) not in self.browsers:
            self.browsers[slug, role] = browser(slug, role)
        return self.browsers[slug, role]

    def raised(
        self, slug: str, title: str, words: str = "租金每年三万元，租期五年。", **values
    ) -> ModerationCase:
        """A draft of the unit that its own people have passed, now waiting above. `values` are the page's."""
        with tenant_scope(self.tenant(slug)):
            page = sample.article(ESCALATED, title, words, publish=False, **values)
            return self.waiting_above(page)

    def waiting_above(self, page: ArticlePage) -> ModerationCase:
        """In the bound unit: its latest draft goes up."""
        plan = propose(page, by=person("proposer"), terms=Terms(risk=RISK, change_note="更新"))
        passed_on(plan, until=StepKind.SUPERIOR)
        return ModerationCase.objects.get(plan=plan.pk, state="WAITING")

    def now(self, slug: str, case: ModerationCase) -> ModerationCase:
        with tenant_scope(self.tenant(slug)):
            return ModerationCase.objects.get(pk=case.pk)

    def plan(self, slug: str, case: ModerationCase) -> Plan:
        with tenant_scope(self.tenant(slug)):
            return Plan.objects.get(pk=case.plan)

    def done(self, slug: str, act, case: ModerationCase, **how):
        """A verb in the unit's tenant."""
        with tenant_scope(self.tenant(slug)):
            return act(ModerationCase.objects.get(pk=case.pk), **how)


__all__ = ["ESCALATED", "MEETING", "Desk", "text"]
