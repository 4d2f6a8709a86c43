from cms.extension import Fact
from tests.extension.sample.breaking import maybe

REFUSED = "不许公开"


def heard(told):
    from tests.extension.sample.ledger.models import Heard

    maybe("fact")
    Heard.objects.get_or_create(key=told.key, fact=told.fact.value)


def not_that(asked):
    maybe("veto")
    return "标题里写了不许公开" if REFUSED in asked.title else ""


FACTS = {Fact.PUBLISHED: (heard,), Fact.WITHDRAWN: (heard,)}
VETOES = [not_that]
