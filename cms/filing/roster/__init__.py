"""底数清: whom to call in a unit, and the unit's word, once a year, that what the register says of it is right."""
