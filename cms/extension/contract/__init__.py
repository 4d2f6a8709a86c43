"""What every plugin must keep to, as tests that its author runs: `pytest --pyargs cms.extension.contract --plugin NAME`.

They stand outside the order of the rooms: like any tests, they look at all of them.
"""
