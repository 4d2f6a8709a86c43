"""/dcat.jsonld and /dcat.ttl: what DCAT-AP asks for, the same in both, and every address in it answers."""

import json
import re
from urllib.parse import urlsplit

import pytest
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace
from rdflib.compare import isomorphic

from tests import sample
from tests.delivery.published import SCHEMAS

pytestmark = [
    pytest.mark.django_db(databases=["default", "central"]),
    # rdflib says so of itself.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
DCAT = Namespace("http://www.w3.org/ns/dcat#")
HOSTS = ["ta", "central", "village"]


@pytest.fixture
def graph(visit):
    def read(slug: str = "ta", path: str = "/dcat.jsonld") -> Graph:
        answer = visit(slug).get(path)
        assert answer.status_code == 200
        kind = "json-ld" if path.endswith("jsonld") else "turtle"
        return Graph().parse(data=answer.content.decode(), format=kind)

    return read


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SCHEMAS / "dcat-ap.ttl")


def problems(found: Graph, shapes: Graph) -> str:
    """'' where everything is as it should be."""
    conforms, _report, text = validate(found, shacl_graph=shapes, inference="none", meta_shacl=False)
    return "" if conforms else text


@pytest.mark.parametrize("slug", HOSTS)
def test_the_catalog_is_what_dcat_ap_asks_for(graph, shapes, slug):
    assert problems(graph(slug), shapes) == ""


@pytest.mark.parametrize(
    "part",
    [(DCAT.Dataset, DCTERMS.title), (DCAT.Distribution, DCAT.accessURL), (DCAT.Catalog, DCTERMS.publisher)],
)
def test_what_lacks_something_mandatory_is_refused(graph, shapes, part):
    """The control."""
    found, (kind, missing) = graph(), part
    node = next(found.subjects(RDF.type, kind))
    found.remove((node, missing, None))
    assert f":{re.split('[#/]', missing)[-1]}\n" in problems(found, shapes)


@pytest.mark.parametrize("slug", HOSTS)
def test_both_forms_say_the_same(graph, slug):
    assert isomorphic(graph(slug), graph(slug, "/dcat.ttl"))


def test_a_unit_has_two_tables_and_the_district_those_of_all(graph):
    def names(slug: str) -> set[str]:
        found = graph(slug)
        return {str(found.value(node, DCTERMS.title)) for node in found.subjects(RDF.type, DCAT.Dataset)}

    assert names("ta") == {"甲镇党委党务公开内容", "甲镇党委党务公开目录"}
    assert names("central") == names("ta") | names("tb") | {"测试区党务公开内容", "测试区党务公开目录"}
    assert names("village") == set()


def test_every_file_can_be_fetched_and_every_name_is_one(graph, visit):
    found = graph("central")
    addresses = {*found.objects(None, DCAT.accessURL), *found.objects(None, DCTERMS.conformsTo)}
    addresses |= {*found.objects(None, DCAT.endpointDescription)}
    assert len(addresses) == 6 * 2 + 6 + 1
    for address in map(urlsplit, map(str, addresses)):
        answer = visit(address.hostname.split(".")[0]).get(f"{address.path}?{address.query}")
        assert answer.status_code == 200, address
    identifiers = [*found.objects(None, DCTERMS.identifier)]
    assert len(identifiers) == len(set(identifiers)) == 6
    assert all(isinstance(one, Literal) and one.startswith("tag:localhost,2026:data/") for one in identifiers)


def test_a_dataset_is_the_same_one_on_both_hosts(graph):
    of_unit, of_district = graph("ta"), graph("central")
    for node in of_unit.subjects(RDF.type, DCAT.Dataset):
        assert set(of_unit.predicate_objects(node)) == set(of_district.predicate_objects(node))


def test_the_column_leads_to_its_dataset(graph, visit):
    page = visit("ta").get("/column/").content.decode()
    said = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    (dataset,) = [node for node in said["@graph"] if node["@type"] == "Dataset"]
    found = graph("ta")
    assert dataset["@id"] in {str(node) for node in found.subjects(RDF.type, DCAT.Dataset)}
    files = {str(address) for address in found.objects(None, DCAT.downloadURL)}
    assert {one["contentUrl"] for one in dataset["distribution"]} <= files


def test_nothing_is_asked_of_it(visit):
    answer = visit("ta").get("/dcat.jsonld?unit=ta")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sample.CANARY not in visit("ta").get("/dcat.jsonld").content.decode()
