"""Word documents made of a score: for the target responsibility assessment, the regulation work assessment, the year."""
