"""A plain Wagtail site, as `wagtail start` makes one, with Wagtail's own API: what our API is compared with.

It has settings of its own and is no part of the product. Its tables lie in a schema of their own in the benchmark's
database. `cms.bench.beside` makes, fills and serves it.
"""
