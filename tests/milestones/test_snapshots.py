"""Published reports never change: not by later edits, not by commands, not by whoever comes past them with SQL."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from governance.authority import Role
from governance.errors import Conflict, Invalid, NotFound, NotPermitted
from governance.forms import read_form
from governance.programmes import Programme, find_programme
from governance.records import find
from milestones.snapshots import ReportContent, issue_of, issues, publish_report, published
from risks.register import Risk, RiskForm, revise_risk
from tests import builders
from tests.milestones import small_rollout as small
from web.database import Database


@pytest.fixture
def rollout(small_rollout: Programme, session: Session) -> Programme:
    return find_programme(session, small.NOW, small_rollout.code)


def worsen(session: Session, programme: Programme) -> None:
    """Change the plan and a risk."""
    small.report(session, programme, "T2", small.STATUS, actual_start="2026-06-15", remaining="30d", percent="51")
    risk = find(session, Risk, programme.key, "R1")
    form = {name: getattr(risk, name) for name in RiskForm.model_fields if hasattr(risk, name)}
    form |= {"probability": 5, "owner": None, "tasks": ["T2"]}
    revise_risk(session, small.NOW, risk, read_form(RiskForm, form), None)


def test_a_later_edit_of_plan_and_risk_does_not_change_what_was_published(session: Session, rollout: Programme):
    issue = small.issued(session, rollout, small.STATUS)
    before = published(session, issue).model_dump_json()
    worsen(session, rollout)
    assert published(session, issue).model_dump_json() == before
    again = small.issued(session, rollout, small.STATUS)
    assert (
        published(session, again).report.headline.variance_wd != published(session, issue).report.headline.variance_wd
    )


def test_issues_are_numbered_in_the_order_they_appear(session: Session, rollout: Programme):
    first, second = small.issued(session, rollout), small.issued(session, rollout, small.STATUS)
    assert [(i.number, i.code) for i in issues(session, rollout.key)] == [(2, "RPT-02"), (1, "RPT-01")]
    assert (first.author, second.headline_rag) == (small.NOW.name, "off_track")


def test_a_second_report_for_the_same_date_corrects_the_first(session: Session, rollout: Programme):
    first, second = small.issued(session, rollout), small.issued(session, rollout)
    old, new = published(session, first).issue, published(session, second).issue
    assert old
    assert new
    assert (old.corrected_by, new.corrects) == (2, 1)


def test_a_note_is_kept_in_both_languages(session: Session, rollout: Programme):
    issue = small.issued(session, rollout, narrative_zh="数据已清洗。", narrative_en="Data is clean.")
    found = published(session, issue).issue
    assert found
    assert (found.narrative.zh, found.narrative.en) == ("数据已清洗。", "Data is clean.")


@pytest.mark.parametrize("on", [date(2026, 5, 31), date(2026, 7, 4)])
def test_no_report_is_published_for_a_date_outside_the_programme_so_far(session: Session, rollout: Programme, on: date):
    with pytest.raises(Invalid) as refused:
        small.issued(session, rollout, on)
    assert (refused.value.problems[0].code, refused.value.problems[0].field) == ("OUT_OF_RANGE", "status_date")


def test_a_programme_without_a_plan_publishes_nothing(session: Session, programme: Programme):
    with pytest.raises(Invalid) as refused:
        small.issued(session, programme, programme.status_date)
    assert refused.value.problems[0].code == "REPORT_WITHOUT_PLAN"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.pm}))
def test_nobody_but_the_manager_publishes(session: Session, programme: Programme, role: Role):
    with pytest.raises(NotPermitted):
        publish_report(session, builders.an_actor(role, programme=programme), programme, programme.status_date)


def test_an_issue_that_does_not_exist_is_not_found(session: Session, programme: Programme):
    with pytest.raises(NotFound):
        issue_of(session, programme.key, 7)


STATEMENTS = (
    "update report_issue set author = 'x'",
    "delete from report_issue",
    "update report_content set content = '{}'",
    "delete from report_content",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_itself_refuses_to_change_or_remove_an_issue(database: Database, statement: str):
    with database.transaction(writes=True) as session:
        small.issued(session, small.a_small_rollout(session))
    with pytest.raises(DBAPIError, match="a published report never changes"):  # noqa: SIM117
        with database.transaction(writes=True) as session:
            session.connection().execute(text(statement))


def test_a_content_that_does_not_match_its_digest_is_not_shown(session: Session, rollout: Programme):
    issue = small.issued(session, rollout)
    content = session.exec(select(ReportContent).where(ReportContent.issue_id == issue.id)).one()
    assert published(session, issue)
    session.expunge(content)
    session.expunge(issue)
    issue.digest = "0" * 64
    with pytest.raises(Conflict) as refused:
        published(session, issue)
    assert refused.value.problems[0].code == "REPORT_ALTERED"
