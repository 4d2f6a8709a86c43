"""/dcat.jsonld and /dcat.ttl: what DCAT-AP asks for, the same in both, and every address in it answers."""

import json
import re
from urllib.parse import urlsplit

import pytest
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from cms.registry.actions import declare
from cms.registry.contact.actions import set_contact
from tenants.context import tenant_scope
from tests import sample
from tests.delivery.published import SCHEMAS

pytestmark = [
    pytest.mark.django_db(databases=["default", "central"]),
    # rdflib says so of itself.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
CONTACT = {
    "telephone": "0571-12345678转801、12345",
    "address": "甲镇大街1号",
    "email": "office@ta.example",
    "hours": "工作日",
}
TERMS = "https://terms.example/v1"
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


@pytest.fixture
def said(tenant):
    """ta says where it is reached, the centre says it too, and the office says on what terms data is used."""
    for slug in ("ta", "central"):
        with tenant_scope(tenant(slug)):
            set_contact(values=CONTACT | {"office": f"办公室{slug}"}, by="赵甲")
    with tenant_scope(tenant("central")):
        declare(values={"data_licence_name": "使用条款", "data_licence": TERMS}, by="钱乙")


def contact_of(found: Graph, node) -> str:
    """The name of whom to ask about a dataset or a service."""
    return str(found.value(found.value(node, DCAT.contactPoint), VCARD.fn))


def dataset(found: Graph, title: str):
    return next(found.subjects(DCTERMS.title, Literal(title, lang="zh-Hans-CN")))


def test_whom_to_ask_about_a_dataset(graph, said):
    found = graph()
    node = dataset(found, "甲镇党委党务公开内容")
    assert contact_of(found, node) == "甲镇党委办公室ta"
    assert contact_of(found, next(found.subjects(RDF.type, DCAT.DataService))) == "甲镇党委办公室ta"
    (contact,) = found.objects(node, DCAT.contactPoint)
    assert found.value(contact, RDF.type) == VCARD.Organization
    assert {str(one) for one in found.objects(contact, VCARD.hasTelephone)} == {
        "tel:+86-571-12345678;ext=801",
        "tel:12345;phone-context=+86",
    }
    assert str(found.value(contact, VCARD.hasEmail)) == "mailto:office@ta.example"
    place = found.value(contact, VCARD.hasAddress)
    assert str(found.value(place, VCARD["street-address"])) == "甲镇大街1号"


def test_the_district_names_the_office_for_its_own_tables_and_each_unit_for_its(graph, said):
    """What ta said within this test is not committed: another connection reads what the sample said."""
    found = graph("central")
    assert contact_of(found, dataset(found, "测试区党务公开内容")) == "区委办公室办公室central"
    assert contact_of(found, dataset(found, "甲镇党委党务公开内容")) == "甲镇党委党政办"


@pytest.mark.parametrize("slug", HOSTS[:2])
def test_contacts_and_terms_are_as_dcat_ap_has_them_and_every_file_has_its_terms(graph, shapes, said, slug):
    found = graph(slug)
    assert problems(found, shapes) == ""
    assert isomorphic(found, graph(slug, "/dcat.ttl"))
    files = set(found.subjects(RDF.type, DCAT.Distribution))
    assert files == set(found.subjects(DCTERMS.license, URIRef(TERMS)))


def test_where_nothing_is_said_nothing_is_promised(graph, tenant):
    with tenant_scope(tenant("ta")):
        set_contact(values={}, by="赵甲")
    found = graph()
    assert [*found.objects(None, DCAT.contactPoint), *found.objects(None, DCTERMS.license)] == []
    assert set(found.subjects(RDF.type, VCARD.Organization)) == set()


@pytest.mark.parametrize("part", [(VCARD.Organization, VCARD.fn), (DCTERMS.LicenseDocument, DCTERMS.title)])
def test_a_contact_or_terms_without_a_name_are_refused(graph, shapes, said, part):
    """The control."""
    found, (kind, missing) = graph(), part
    found.remove((next(found.subjects(RDF.type, kind)), missing, None))
    assert problems(found, shapes) != ""


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
