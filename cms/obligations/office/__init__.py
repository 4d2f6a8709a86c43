"""What the office does about obligations at the centre: the list, excusing a unit, the calendar of working days."""
