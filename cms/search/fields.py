"""A tsvector that was made here: no configuration of the server takes part in writing or asking it."""

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup


class WordsField(SearchVectorField):
    """Takes and is asked with literals of `zhtext`: row.filter(v__matches="'党务' <1> '务公'")."""


@WordsField.register_lookup
class Matches(Lookup):
    lookup_name = "matches"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", (*left_params, *right_params)
