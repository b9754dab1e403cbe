"""Microsoft Project's own method: the dates that program would show, for plans that were made in it."""
