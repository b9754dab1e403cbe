"""Who may decide, what was decided, and the record of it: the ground floor that every other package stands on."""
