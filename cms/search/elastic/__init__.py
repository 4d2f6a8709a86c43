"""The second engine: Elasticsearch, chosen by ELASTICSEARCH_URL. One index of the whole district behind an alias."""

from cms.search.elastic.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
