"""/feed.atom and /feed.json: what became public, what changed and what left, for whoever follows."""
