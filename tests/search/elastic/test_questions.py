"""Whatever is asked, the question that is sent says what is public and, on a unit's site, whose. Needs no server."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cms.search.contract import Asked, Facet, Order
from cms.search.elastic.asking import Asking
from cms.search.elastic.mapping import REFINEMENTS, mapping
from cms.search.zhtext import parse
from tenants.context import tenant_scope
from tenants.models import Tenant

TEXTS = st.text(st.sampled_from('党务公开 -，"\\*{}tenant:AB1\0'), max_size=20)
# The doors refuse what PostgreSQL cannot take.
VALUES = TEXTS.filter(lambda text: "\0" not in text)
CHOSEN = st.dictionaries(st.sampled_from(list(Facet)), st.tuples(VALUES, VALUES))
MOMENTS = st.none() | st.datetimes(timezones=st.just(dt.UTC))
ASKED = st.builds(
    Asked,
    TEXTS,
    CHOSEN,
    MOMENTS,
    MOMENTS,
    st.booleans(),
    st.sampled_from(Order),
    st.integers(0, 99),
    st.integers(0, 99),
)


def conditions(body: dict) -> list[dict]:
    """What holds for every hit and every count."""
    return body["query"]["bool"]["filter"]


class OfAnyQuestion(TestCase):
    databases = ("default", "central")

    @settings(max_examples=120, deadline=None)
    @given(ASKED, st.sampled_from(["ta", "tb", "central"]))
    def test_it_says_whose_it_is(self, asked, slug):
        tenant = Tenant.objects.get(slug=slug)
        with tenant_scope(tenant):
            questions = Asking("index", ["bi"])
            query = parse(asked.query)
            bodies = [questions.search(asked, query).to_dict()]
            bodies += [questions.suggest(query, 8).to_dict()] if query else []
        for body in bodies:
            assert {"term": {"visibility": "public"}} in conditions(body)
            whose = [each["term"] for each in conditions(body) if "tenant" in each.get("term", {})]
            assert whose == ([] if slug == "central" else [{"tenant": tenant.schema_name}])
            assert not any("global" in str(each) for each in body.get("aggs", {}).values())


@pytest.mark.django_db
def test_finer_analyzers_change_the_order_and_never_what_is_found(ta):
    plain = Asking("index", []).search(Asked("党务公开 民生"), parse("党务公开 民生")).to_dict()
    finer = (
        Asking("index", list(REFINEMENTS)).search(Asked("党务公开 民生"), parse("党务公开 民生")).to_dict()
    )

    def nested(body):
        return body["query"]["bool"]["must"][0]["function_score"]["query"]["nested"]["query"]["bool"]

    assert nested(plain)["must"] == nested(finer)["must"]
    assert "should" not in nested(plain) or nested(plain)["should"] == []
    assert len(nested(finer)["should"]) == 2 * 3 * 2
    assert "minimum_should_match" not in nested(finer)


def test_an_index_has_the_fields_that_the_service_can_fill():
    text = mapping(["bi", "ik"]).to_dict()["properties"]["parts"]["properties"]["text"]
    assert text["fields"]["bi"]["analyzer"] == "bi"
    assert text["fields"]["ik"] == {"type": "text", "analyzer": "ik_max_word", "search_analyzer": "ik_smart"}
    assert mapping(["bi"])._collect_analysis()["analyzer"]["bi"]["filter"] == [
        "cjk_width",
        "lowercase",
        "cjk_bigram",
    ]
