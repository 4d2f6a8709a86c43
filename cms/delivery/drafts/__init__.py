"""A draft for a front end that is not ours: by a signed link, for minutes, one revision, one site and one person."""
