"""The plan: calendars, tasks and dependencies, the schedule computed from them, and the files plans travel in."""
