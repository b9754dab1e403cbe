"""The plan: calendars, tasks and dependencies, the schedule computed from them, and the files a plan comes from and goes to."""
