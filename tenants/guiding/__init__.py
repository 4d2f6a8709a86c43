"""The eyes of a unit that guides others: an engine whose every statement says for which unit it is asked."""
