"""Scores from dated evidence, in exact numbers. Python's standard library alone: no Django, no database, nothing of the
product, so that anybody can compute them again.

`schemes.default()` · `scoring.evaluate_unit(scheme, rows, head)` · `standing.standing(scores)` · `gains.gains(...)` ·
`dump.write`, `dump.load` · `python -m plugins.evaluation.engine.recompute DUMP`. What evidence is: `evidence/`.
"""
