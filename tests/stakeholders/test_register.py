"""The stakeholder register: what it may hold, who may read it, what is neglected."""

import pytest
from sqlmodel import Session

from governance.authority import GRANTS, Permission, Role
from governance.forms import read_fields
from governance.listings import Query, page_of
from governance.programmes import Programme
from stakeholders.register import STAKEHOLDERS, StakeholderForm, StakeholderStatus, move_stakeholder
from tests.builders import SOMEBODY, a_person
from tests.registers import a_stakeholder


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"desired": "unaware"}, ("desired", "NOT_IN_ENUM")),
        ({"influence": "6"}, ("influence", "OUT_OF_RANGE")),
        ({"is_group": "yes", "person": "PER-01"}, ("person", "GROUP_IS_PERSON")),
        ({"last_contact": "2026-07-02", "next_contact": "2026-07-01"}, ("next_contact", "DATE_ORDER")),
    ],
)
def test_a_position_holds_together(given: dict, expected: tuple[str, str]) -> None:
    data = {"name_en": "Union", "influence": 3, "interest": 4, "current": "neutral", "desired": "supportive"} | given
    _, found = read_fields(StakeholderForm, data)
    assert [(p.field, p.code) for p in found] == [expected]


def test_only_who_works_on_engagement_reads_about_it() -> None:
    readers = {role for role, granted in GRANTS.items() if STAKEHOLDERS.read in granted}
    assert STAKEHOLDERS.read == Permission.read_confidential
    assert readers == {Role.pm, Role.change_lead, Role.sponsor}


def warned(session: Session, programme: Programme, **given) -> list[str]:
    stakeholder = a_stakeholder(session, programme, **given)
    return [p.code for p in STAKEHOLDERS.compute(session, programme, [stakeholder])[stakeholder.id]["warnings"]]


def test_what_is_neglected_about_a_stakeholder_is_said(session: Session, programme: Programme) -> None:
    owner = a_person(session, programme).code
    kept = {"owner": owner, "last_contact": "2026-07-01", "next_contact": "2026-07-08"}
    assert warned(session, programme, **kept) == []
    assert warned(session, programme, **(kept | {"owner": ""})) == ["KEY_STAKEHOLDER_UNMANAGED"]
    assert warned(session, programme, **(kept | {"owner": "", "influence": 3})) == []
    assert warned(session, programme, **(kept | {"assessed_on": "2026-05-03"})) == ["STAKEHOLDER_STALE"]
    assert warned(session, programme, **(kept | {"next_contact": "2026-07-02"})) == ["CONTACT_MISSED"]
    assert warned(session, programme, **(kept | {"last_contact": "2026-06-18"})) == [
        "CONTACT_LATE"
    ]  # 11 weekdays, 10 allowed


def test_who_is_dormant_is_not_chased(session: Session, programme: Programme) -> None:
    stakeholder = a_stakeholder(session, programme, assessed_on="2026-01-05")
    move_stakeholder(session, SOMEBODY, stakeholder, StakeholderStatus.analysed)
    move_stakeholder(session, SOMEBODY, stakeholder, StakeholderStatus.dormant)
    assert STAKEHOLDERS.compute(session, programme, [stakeholder])[stakeholder.id]["warnings"] == []


def test_the_list_begins_with_whom_to_spend_time_on(session: Session, programme: Programme) -> None:
    for name, influence, current in (("Low", 2, "resistant"), ("First", 5, "resistant"), ("There", 5, "supportive")):
        a_stakeholder(session, programme, name_en=name, influence=influence, current=current)
    page = page_of(session, STAKEHOLDERS, programme, Query())
    assert [(s.name_en, page.computed[s.id]["priority"]) for s in page.records] == [
        ("First", 10),
        ("Low", 4),
        ("There", 0),
    ]


def test_an_assessment_without_a_day_is_of_the_status_date(session: Session, programme: Programme) -> None:
    assert a_stakeholder(session, programme, assessed_on="").assessed_on == programme.status_date
