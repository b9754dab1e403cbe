"""A time axis in points: dates to places, months as quiet lines with their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import dates

from web.charts.canvas import Sheet
from web.i18n import locale


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Maps `first`…`last` to `left`…`right` points."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * (day - self.first).days / span

    def months(self) -> Iterator[date]:
        """The first of every month that begins inside."""
        year, month = self.first.year, self.first.month
        while (day := date(year, month, 1)) <= self.last:
            if day >= self.first:
                yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def draw(self, sheet: Sheet, top: float, bottom: float, names: float) -> None:
        """Month lines from `bottom` to `top` and their names on the line `names`; names that would touch are left out."""
        free = self.left - 100
        for day in self.months():
            x = self.at(day)
            sheet.line([x, x], [bottom, top], colour=sheet.colours.line, width=0.5)
            name = month_name(day)
            width = sheet.width_of(name)
            if x + 2 >= free and x + 2 + width <= self.right + 4:
                sheet.text(x + 2, names, name, colour=sheet.colours.ink_2)
                free = x + 2 + width + 5


def month_name(day: date) -> str:
    """`Aug`, `8月`; January with its year."""
    return dates.format_date(day, "LLL yyyy" if day.month == 1 and locale().language == "en" else "LLL", locale=locale())  # fmt: skip
