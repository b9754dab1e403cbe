"""Where work changes hands between departments, as shown."""

from dataclasses import field

from web.access import Here
from web.i18n import gettext, number
from web.plan_parts import current, name_of
from web.viewclass import viewclass
from web.words.values import beside


@viewclass
class HandOffCell:
    count: int
    late: int
    level: int
    title: str


@viewclass
class HandOffsPage:
    """Departments by departments: who hands work to whom."""

    title: str
    names: list[tuple[str, str]]
    rows: list[tuple[str, str, list[HandOffCell | None], int]]
    sums: list[int]
    crossing: int
    total: int
    share: str
    late: int
    back_and_forth: list[tuple[str, str]]
    indispensable: list[str]
    csv_href: str
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def hand_offs_page(here: Here) -> HandOffsPage:
    insight = current(here)
    plan, found, title = insight.plan, insight.hand_offs, gettext("Hand-offs")
    involved = {code for h in found.pairs for code in (h.source, h.target)}
    codes = [code for code in plan.departments if code in involved]
    pairs = {(h.source, h.target): h for h in found.pairs}
    most = max((h.links for h in found.pairs), default=1)

    def cell(source: str, target: str) -> HandOffCell | None:
        h = pairs.get((source, target))
        if h is None:
            return None
        lag = plan.calendar.days_of(h.lag_min)
        title = gettext("{source} to {target}: {links} links, {late} waiting for late work, lags of {lag} wd in all").format(
            source=name_of(plan.departments, source), target=name_of(plan.departments, target), links=h.links, late=h.late, lag=number(round(lag, 1))
        )  # fmt: skip
        return HandOffCell(h.links, h.late, 1 + (4 * h.links - 1) // most if most else 1, title)

    rows = []
    for source in codes:
        cells = [cell(source, target) for target in codes]
        rows.append((source, name_of(plan.departments, source), cells, sum(c.count for c in cells if c)))
    sums = [sum(h.links for h in found.pairs if h.target == code) for code in codes]
    share = f"{number(100 * found.crossing / found.total, 0)}{beside('%')}" if found.total else "—"
    return HandOffsPage(
        title=title, names=[(code, name_of(plan.departments, code)) for code in codes], rows=rows, sums=sums, crossing=found.crossing,
        total=found.total, share=share, late=sum(h.late for h in found.pairs),
        back_and_forth=[(name_of(plan.departments, a), name_of(plan.departments, b)) for a, b in found.back_and_forth],
        indispensable=[name_of(plan.departments, code) for code in found.indispensable], csv_href=f"{here.path}/hand-offs/export.csv",
        crumbs=[(title, None)],
    )  # fmt: skip
