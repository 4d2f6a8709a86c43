"""How well a part answers the question, as an expression with one parameter, the words."""

# Of D, C, B, A: body across words, body within one, title across, title within (cms/search/zhtext/vectors.py). What is of
# today weighs 1, what is three years old 0.75, and nothing less than 0.6.
RANK = """
    ts_rank('{0.02, 0.5, 0.15, 1.0}', v, %s::tsquery)
    * (0.6 + 0.4 * exp(-extract(epoch FROM now() - public_at) / (3 * 365 * 86400.0)))
"""
