"""Small plans in Microsoft Project's XML, put together piece by piece. The project starts on Monday, 2 March 2026, 08:00."""

from datetime import date, datetime

from plans.exchange.mspdi_project import read_project
from plans.microsoft.project_schedule import ProjectSchedule, project_schedule

DAY = 480
_HOURS = """<DayWorking>1</DayWorking><WorkingTimes>
  <WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>
  <WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"""
_WEEK = "".join(
    f"<WeekDay><DayType>{n}</DayType>{_HOURS if 2 <= n <= 6 else '<DayWorking>0</DayWorking>'}</WeekDay>"
    for n in range(1, 8)
)
STANDARD = f"<Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{_WEEK}</WeekDays></Calendar>"


def element(tag: str, **content: object) -> str:
    return f"<{tag}>" + "".join(f"<{name}>{value}</{name}>" for name, value in content.items()) + f"</{tag}>"


def task(uid: int, hours: float = 8, *links: str, level: int = 1, inner: str = "", **fields: object) -> str:
    facts = {"DurationFormat": 7, "Name": f"Task {uid}", "OutlineLevel": level, "Duration": span(hours)} | fields
    return element("Task", UID=uid, **facts).removesuffix("</Task>") + "".join(links) + inner + "</Task>"


def after(uid: int, kind: str = "FS", lag_min: int = 0, unit: int = 7) -> str:
    number = ("FF", "FS", "SF", "SS").index(kind)
    return element("PredecessorLink", PredecessorUID=uid, Type=number, LinkLag=lag_min * 10, LagFormat=unit)


def percent_after(uid: int, percent: int) -> str:
    return element("PredecessorLink", PredecessorUID=uid, Type=1, LinkLag=percent, LagFormat=19)


def span(hours: float) -> str:
    return f"PT{int(hours)}H{round(hours % 1 * 60)}M0S"


def assigned(task: int, resource: int, hours: float, units: float = 1, inner: str = "", **fields: object) -> str:
    facts = {"Work": span(hours), "RemainingWork": span(hours)} | fields
    whole = element("Assignment", TaskUID=task, ResourceUID=resource, Units=units, **facts)
    return whole.removesuffix("</Assignment>") + inner + "</Assignment>"


def done(day: date, hours: float) -> str:
    """A day of eight hours from 08:00, of which so many are worked on the task."""
    value = {"Value": span(hours)}
    return element("TimephasedData", Type=1, Start=f"{day}T08:00:00", Finish=f"{day}T17:00:00", Unit=1, **value)


def document(
    *tasks: str, calendars: str = STANDARD, resources: str = "", assignments: str = "", start: str = "<StartDate>2026-03-02T08:00:00</StartDate>",
    **settings: object,
) -> bytes:  # fmt: skip
    more = "".join(f"<{name}>{value}</{name}>" for name, value in settings.items())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Project xmlns="http://schemas.microsoft.com/project">{start}<CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>{more}
    <Calendars>{calendars}</Calendars><Tasks><Task><UID>0</UID></Task>{"".join(tasks)}</Tasks>
    <Resources>{resources}</Resources><Assignments>{assignments}</Assignments></Project>""".encode()


def computed(*tasks: str, **rest: str) -> ProjectSchedule:
    return project_schedule(read_project(document(*tasks, **rest)))  # pyright: ignore


def at(day: int, hour: int = 17, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour)
