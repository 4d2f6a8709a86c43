"""A year of the demonstration district, day by day: planned as data first, then carried out by the product's verbs.

`planning.plan(year, seed)` is pure and says everything that will happen; `playing` does it; `run` is `cms demo simulate`.
"""
