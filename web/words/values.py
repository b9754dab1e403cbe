"""What the words of enumerations are called, and the tone in which a value is shown. Keyed by `field.word`, else by the word alone."""

from typing import Any

from web.i18n import N_, gettext, language
from web.words import changes

VALUES: dict[str, str] = {
    # states
    "draft": N_("Draft"), "mobilising": N_("Mobilising"), "active": N_("Active"), "inactive": N_("Inactive"), "on_hold": N_("On hold"), "closing": N_("Closing"), "closed": N_("Closed"),
    "cancelled": N_("Cancelled"), "open": N_("Open"), "done": N_("Done"),
    "identified": N_("Identified"), "assessed": N_("Assessed"), "response_planned": N_("Response planned"), "in_treatment": N_("In treatment"),
    "monitored": N_("Monitored"), "escalated": N_("Escalated"), "occurred": N_("Occurred"),
    "in_review": N_("In review"), "approved": N_("Approved"), "tracking": N_("Tracking"), "achieved": N_("Achieved"), "missed": N_("Missed"),
    "provisional": N_("Provisional"), "confirmed": N_("Confirmed"), "superseded": N_("Superseded"), "decided": N_("Decided"),
    "analysed": N_("Analysed"), "engaged": N_("Engaged"), "dormant": N_("Dormant"),
    "promised": N_("Promised"), "kept": N_("Kept"), "late": N_("Kept late"), "broken": N_("Broken"), "waived": N_("Waived"),
    "on_track": N_("On track"), "watch": N_("Watch"), "off_track": N_("Off track"), "no_data": N_("No data"),
    # goals
    "usage": N_("Usage"), "staff_satisfaction": N_("Staff satisfaction"), "efficiency": N_("Efficiency"), "customer_satisfaction": N_("Customer satisfaction"),
    "customer_loyalty": N_("Customer loyalty"), "sales": N_("Sales"), "data_quality": N_("Data quality"), "stability_security": N_("Stability and security"),
    "increase": N_("Increase"), "decrease": N_("Decrease"), "keep_within": N_("Keep within"),
    "forum.pm": N_("project manager"), "forum.sponsor": N_("sponsor"), "forum.steering": N_("steering committee"),
    # people and the change
    "unaware": N_("Unaware"), "resistant": N_("Resistant"), "neutral": N_("Neutral"), "supportive": N_("Supportive"), "leading": N_("Leading"),
    "manage_closely": N_("Manage closely"), "keep_satisfied": N_("Keep satisfied"), "keep_informed": N_("Keep informed"), "monitor": N_("Monitor"),
    "level.primary": N_("Primary sponsor"), "level.executive": N_("Executive sponsor"), "level.department": N_("Department sponsor"), "primary": N_("Primary sponsor"),
    "visible_action": N_("Visible action"), "kind.decision": N_("Decision"), "resource": N_("Resources"), "coalition": N_("Coalition"), "message": N_("Message"),
    "department": N_("Department"), "person": N_("Person"),
    "role.r": N_("R Responsible"), "role.a": N_("A Accountable"), "role.c": N_("C Consulted"), "role.i": N_("I Informed"),
    "raci.on_track": N_("Clean"), "raci.watch": N_("Doubtful"), "raci.off_track": N_("Faulty"),
    # plan, beside what stands below
    "kind.summary": N_("Summary task"), "kind.current": N_("Current"), "state.ahead": N_("Not begun"), "state.active": N_("Under way"),
    "via.token": N_("through the API"), "via.cli": N_("on the command line"), "via.import": N_("by import"),
    # levels of a check, rights of a token
    "error": N_("To be mended"), "warning": N_("To be looked at"), "info": N_("For information"), "scope.read": N_("Read"), "scope.write": N_("Read and write"),
    # the same word for different things, told apart by the vocabulary
    "ProgrammeStatus.active": N_("Under way"), "DecisionStatus.open": N_("To be decided"), "SponsorStatus.active": N_("In office"), "SponsorStatus.inactive": N_("No longer in office"),
    # the schedule's method
    "after_status": N_("Goes on after the status date"), "as_planned": N_("Stays where it was planned"),
    # calendar words
    "weekly": N_("Weekly"), "biweekly": N_("Every two weeks"), "monthly": N_("Monthly"), "quarterly": N_("Quarterly"),
    "mon": N_("Monday"), "tue": N_("Tuesday"), "wed": N_("Wednesday"), "thu": N_("Thursday"), "fri": N_("Friday"), "sat": N_("Saturday"), "sun": N_("Sunday"),
    # risk
    "threat": N_("Threat"), "opportunity": N_("Opportunity"), "low": N_("Low"), "moderate": N_("Moderate"), "high": N_("High"), "extreme": N_("Extreme"),
    "avoid": N_("Avoid"), "reduce": N_("Reduce"), "transfer": N_("Transfer"), "accept": N_("Accept"), "escalate": N_("Escalate"), "exploit": N_("Exploit"),
    "enhance": N_("Enhance"), "share": N_("Share"),
    "executive": N_("Executive support"), "goals": N_("Goals"), "data": N_("Data"), "adoption": N_("Adoption"), "training": N_("Training"), "vendor": N_("Vendor"),
    "integration": N_("Integration"), "security": N_("Security"), "compliance": N_("Compliance"), "process": N_("Process"), "schedule": N_("Schedule"), "cost": N_("Cost"), "culture": N_("Culture"),
    "collaboration": N_("Collaboration"), "customer": N_("Customer"),
    # failure factors
    "f1": N_("F1 Goals"), "f2": N_("F2 Data quality"), "f3": N_("F3 User resistance"), "f4": N_("F4 Executive support"), "f5": N_("F5 Strategy"),
    "f6": N_("F6 System choice"), "f7": N_("F7 Improvement"), "f8": N_("F8 Training and support"), "f9": N_("F9 User experience"), "f10": N_("F10 Security and privacy"),
    "f11": N_("F11 Processes"), "f12": N_("F12 Culture and change"), "f13": N_("F13 Customer needs"), "f14": N_("F14 Integration"), "f15": N_("F15 Project control"),
    # roles
    "role.admin": N_("Administrator"), "role.pm": N_("Project manager"), "role.owner": N_("Task owner"), "role.department_lead": N_("Department lead"),
    "role.change_lead": N_("Change lead"), "role.sponsor": N_("Sponsor"), "role.steering": N_("Steering member"), "role.executive": N_("Executive"),
    "role.auditor": N_("Auditor"),
    # what a calendar feed holds
    "content.everything": N_("Milestones and my tasks"), "content.milestones": N_("Milestones"), "content.own_tasks": N_("My tasks"),
    "via.feed": N_("through a calendar feed"),
    "true": N_("Yes"), "false": N_("No"),
}  # fmt: skip

VALUES |= {
    # plan
    "heuristic": N_("Priority rules"), "cp-sat": N_("Exact solver"),
    "not_started": N_("Not started"), "in_progress": N_("In progress"), "complete": N_("Complete"), "suspended": N_("Suspended"),
    "kind.page": N_("page"), "kind.task": N_("Task"), "task": N_("Task"), "milestone": N_("Milestone"), "summary": N_("Summary"), "loe": N_("Level of effort"),
    "asap": N_("As soon as possible"), "alap": N_("As late as possible"), "snet": N_("Start no earlier than"), "snlt": N_("Start no later than"),
    "fnet": N_("Finish no earlier than"), "fnlt": N_("Finish no later than"), "mso": N_("Must start on"), "mfo": N_("Must finish on"),
    "critical": N_("Critical"), "near_critical": N_("Nearly critical"), "late.late": N_("Late"), "state.late": N_("Forecast late"), "planned": N_("Planned"),
    "ahead": N_("Ahead"), "g1": N_("G1"), "g2": N_("G2"), "g3": N_("G3"), "g4": N_("G4"), "g5": N_("G5"), "g6": N_("G6"), "g7": N_("G7"),
    "over": N_("Too much"), "far_over": N_("Far too much"), "Level.within": N_("Within what there is"), "Level.none": N_("Nothing to do"),
    "stale": N_("Nothing reported for over a week"), "should_have_finished": N_("Should have finished"), "should_have_begun": N_("Should have begun"),
    "waiting": N_("Waiting for an answer"), "answer_state.overdue": N_("No answer in time"), "answered": N_("Answered"), "original": N_("Original"), "holidays.none": N_("None"), "none": N_("None"), "cn": N_("Statutory holidays of China"),
}  # fmt: skip

_COUNTRIES = {
    "cn": N_("China"), "hk": N_("Hong Kong"), "tw": N_("Taiwan"), "sg": N_("Singapore"), "jp": N_("Japan"), "kr": N_("South Korea"),
    "in": N_("India"), "us": N_("United States"), "gb": N_("United Kingdom"), "de": N_("Germany"), "fr": N_("France"),
    "nl": N_("Netherlands"), "ca": N_("Canada"), "au": N_("Australia"),
}  # fmt: skip
VALUES |= {f"{field}.{country}": name for field in ("holidays", "country") for country, name in _COUNTRIES.items()}

VALUES |= {
    # calendars, freeze windows, reviews, absences
    "DayChange.off": N_("off"), "DayChange.working": N_("worked, with the hours of an ordinary day"), "DayChange.hours": N_("worked, with other hours"),
    "DayChange.pattern": N_("as the week says"),
    "kind.go_live": N_("Go-lives"), "kind.change": N_("Work of waves"), "kind.all": N_("All work"),
    "kind.holiday": N_("Holiday"), "kind.training": N_("Training"), "kind.other": N_("Other reason"),
    "kind.status": N_("Status review"), "kind.steering": N_("Steering committee"), "kind.risk": N_("Risk review"),
    "kind.goal": N_("Goal review"), "kind.gate": N_("Gate preparation"),
    "week_of_month.first": N_("First"), "week_of_month.second": N_("Second"), "week_of_month.third": N_("Third"), "week_of_month.fourth": N_("Fourth"),
    "week_of_month.last": N_("Last"),
}  # fmt: skip

TONES: dict[str, str] = {
    "extreme": "off_track", "high": "watch", "moderate": "muted", "low": "on_track", "cancelled": "muted", "closed": "done", "done": "done",
    "on_track": "on_track", "watch": "watch", "off_track": "off_track", "no_data": "no_data",
    "achieved": "done", "missed": "off_track", "superseded": "muted", "kept": "on_track", "late": "watch", "broken": "off_track", "waived": "muted",
    "current.resistant": "off_track", "current.leading": "on_track", "overdue.true": "off_track", "overdue.false": "muted", "neglected.true": "watch", "neglected.false": "muted",
    "critical.critical": "off_track", "critical.near_critical": "watch", "late.late": "off_track", "state.late": "watch", "state.done": "done",
    "complete": "done", "suspended": "watch",
    "occurred": "off_track", "escalated": "watch", "above_appetite.true": "off_track", "review_overdue.true": "off_track",
}  # fmt: skip

TONES |= {
    "complete": "done", "achieved": "done", "state.done": "done", "state.late": "watch", "state.missed": "off_track", "late.late": "watch",
    "answer_state.waiting": "muted", "answer_state.overdue": "watch", "answer_state.answered": "done", "overallocated.over": "watch", "overallocated.far_over": "off_track",
    "suspended": "watch", "critical.critical": "muted", "critical.near_critical": "muted",
}  # fmt: skip

VALUES |= changes.VALUES
TONES |= changes.TONES


UNITS = {
    "wd": N_("wd"), "h/week": N_("h/week"), "users": N_("users"), "people": N_("people"), "points": N_("points"), "days": N_("days"), "hours": N_("hours"),
    "working days": N_("working days"), "minutes": N_("minutes"), "times": N_("times"),
}  # fmt: skip


def unit_label(unit: str) -> str:
    """A unit as it stands beside a figure; `%` and units that people entered are the same everywhere."""
    return gettext(UNITS[unit]) if unit in UNITS else unit


def beside(unit: str | None) -> str:
    """A unit behind its figure, with the space that belongs there: `62 %` in English, `62%` in Chinese."""
    return "" if not unit else unit_label(unit) if unit == "%" and language() == "zh-CN" else f" {unit_label(unit)}"


def value_label(field: str, value: Any) -> str:
    """A value of a closed vocabulary in words: those of its vocabulary, else of its field, else of the word itself."""
    word = str(value).lower()
    known = VALUES.get(f"{type(value).__name__}.{word}") or VALUES.get(f"{field}.{word}") or VALUES.get(word)
    return gettext(known) if known else str(value).replace("_", " ").capitalize()


def tone(field: str, value: Any) -> str:
    word = str(value).lower()
    return TONES.get(f"{field}.{word}") or TONES.get(word, "")
