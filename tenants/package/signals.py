"""What a package tells the rooms."""

from django.dispatch import Signal

filled = Signal()
"""The bound tenant's content came out of a package: what is worked out from it has to be worked out anew.

Sent without arguments, in an open transaction of the tenant.
"""
