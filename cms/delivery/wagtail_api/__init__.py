"""Wagtail's own read API (v2) on every site, so that a front end made for Wagtail works here too. What it shows is what
the ledger says is public; `cms.delivery.api` is the API that the product promises."""
