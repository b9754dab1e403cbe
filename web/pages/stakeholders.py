"""Stakeholders beyond their register: the influence × interest grid with its figures above the list, a stakeholder's ladder on the page."""

from markupsafe import Markup

from governance.records import current
from stakeholders import engagement
from stakeholders.engagement import Position, Quadrant, Stance
from stakeholders.register import Stakeholder, StakeholderStatus, warnings_about
from web.access import Here
from web.charts.influence_interest import GridWords, Standing, grid
from web.i18n import gettext, number, text_of
from web.viewclass import viewclass
from web.words.values import value_label


@viewclass
class First:
    """Whom to spend time on first: the rungs still to climb, weighted by influence."""

    code: str
    name: str
    current: str
    desired: str
    priority: int
    href: str


@viewclass
class GridPanel:
    """The grid and its figures: coalition support and its colour, who is still below where they should be, who is neglected."""

    drawing: Markup
    total: int
    support: str
    support_tone: str
    below: int
    neglected: int
    neglected_href: str
    first: list[First]


def grid_panel(here: Here) -> GridPanel | None:
    """Above the list; nothing while the register is empty."""
    people = [s for s in current(here.session, Stakeholder, here.programme.id) if s.status != StakeholderStatus.dormant]
    if not people:
        return None
    support = engagement.coalition_support(Position(s.influence, s.current) for s in people)
    neglected = sum(bool(warnings_about(s, here.status_date)) for s in people)
    words = GridWords(
        gettext("Influence"), gettext("Interest"),
        gettext("Stakeholders by influence and interest, each with a ladder from their engagement now to the one needed"),
        (_corner(Quadrant.keep_satisfied), _corner(Quadrant.manage_closely), _corner(Quadrant.monitor), _corner(Quadrant.keep_informed)),
    )  # fmt: skip
    return GridPanel(
        grid([_standing(here, s) for s in people], words), len(people), number(support.quantize(engagement.HUNDREDTH)) if support is not None else "—",
        engagement.support_tone(support), sum(engagement.gap(s.current, s.desired) > 0 for s in people), neglected,
        f"{here.path}/stakeholders?neglected=True", _first(here, people),
    )  # fmt: skip


def _corner(quadrant: Quadrant) -> str:
    return value_label("quadrant", quadrant)


def _standing(here: Here, s: Stakeholder) -> Standing:
    name = text_of(s, "name")
    title = gettext("{name}: influence {influence}, interest {interest}; {current}, needed {desired}").format(
        name=name, influence=s.influence, interest=s.interest, current=value_label("current", s.current), desired=value_label("desired", s.desired)
    )  # fmt: skip
    return Standing(
        s.code, name, s.influence, s.interest, s.current, s.desired, f"{here.path}/stakeholders/{s.code}", title
    )


def _first(here: Here, people: list[Stakeholder]) -> list[First]:
    """The five with the highest priority; ties go to whom the change hits harder."""
    ranked = sorted(
        people,
        key=lambda s: (-engagement.priority(s.influence, s.current, s.desired), -(s.impact_of_change or 0), s.code),
    )
    return [
        First(s.code, text_of(s, "name"), value_label("current", s.current), value_label("desired", s.desired), points, f"{here.path}/stakeholders/{s.code}")
        for s in ranked[:5]
        if (points := engagement.priority(s.influence, s.current, s.desired))
    ]  # fmt: skip


@viewclass
class Rung:
    stance: str
    word: str
    here: bool
    wanted: bool


@viewclass
class LadderPanel:
    """On a stakeholder's page: the ladder, how to approach them and how often."""

    rungs: list[Rung]
    quadrant: str
    within_wd: int
    borderline: bool
    gap: int
    priority: int


def ladder_panel(here: Here, s: Stakeholder) -> LadderPanel:
    quadrant = engagement.quadrant(s.influence, s.interest)
    rungs = [
        Rung(stance, value_label("current", stance), stance == s.current, stance == s.desired) for stance in Stance
    ]
    return LadderPanel(
        rungs, value_label("quadrant", quadrant), engagement.CONTACT_WITHIN_WD[quadrant], engagement.is_borderline(s.influence, s.interest),
        engagement.gap(s.current, s.desired), engagement.priority(s.influence, s.current, s.desired),
    )  # fmt: skip
