"""Webhooks after Standard Webhooks 1.0: who wants to know is called when something became public, changed or left.

A message says what happened to which entry and where it can be read, and no content: whoever is told late, or twice,
reads what is public then. Reasons: cms/decisions/0028-webhooks.md.
"""
