"""Typed clients of API v1, generated from its description: `python/` and `typescript/` are for copying into a project.

`cms clients` makes them anew. What is written by hand in them (`fetching.py`, `client.ts`) is what no description says: how an
answer is fetched, and that a refusal is an exception.
"""
