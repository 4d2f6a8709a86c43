"""Desks of those who answer for others: the office for the district, a lead for its line, a town for its villages.

Here and not further up, for a desk shows filings, media, contacts and obligations side by side.
"""
