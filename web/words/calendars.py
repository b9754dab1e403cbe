"""The words of calendars: what a day is, what may fall in a freeze, what taking over a holiday does."""

from web.i18n import N_

# Days of a calendar's year, and of a person's.
DAYS: dict[str, str] = {
    "working": N_("Working day"), "rest": N_("Not worked by the week"), "off": N_("Holiday or day off"),
    "make_up": N_("Make-up day: worked though the week rests"), "other_hours": N_("Other hours"), "provisional": N_("Provisional: not announced yet"),
    "away": N_("Away"), "partly": N_("Partly away"),
}  # fmt: skip

BARRED: dict[str, str] = {"cutover": N_("Cutover"), "go_live": N_("Go-live"), "task": N_("Task")}

EFFECTS: dict[str, str] = {
    "new": N_("becomes a day off"), "worked": N_("becomes a working day"), "no_change": N_("is no working day anyway; it gets its name"),
    "kept": N_("stays as this calendar has it"),
}  # fmt: skip
