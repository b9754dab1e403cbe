"""Published reports: each is frozen as it was issued and never changes; a correction is a new issue.

The issue is a record (who issued which report when, with the hash of its content); the content itself lies beside it as the text that was
hashed. The database refuses to change or remove either, and a content that does not match its hash is not shown.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlalchemy import DDL, event, func
from sqlalchemy import Text as LongText
from sqlalchemy import select as sql
from sqlmodel import Field, Session, SQLModel, col, select

from governance.authority import Actor, Permission
from governance.columns import listing, long_text
from governance.commands import command
from governance.errors import Conflict, NotFound, Problem, refuse_if
from governance.forms import Day, Form, Prose
from governance.programmes import Programme
from governance.records import ProgrammeRecord
from governance.typed_values import clean_text
from milestones.report_facts import Text
from milestones.report_view import Issue, PublishedReport, Report, TrendPoint

SETTINGS_VERSION = 1
NARRATIVE_LIMIT = 1200


class PublishForm(Form):
    """What a person adds when publishing: a note in either language, and the status date if it is not the programme's own."""

    status_date: Day | None = None
    narrative_zh: Annotated[Prose, F(max_length=NARRATIVE_LIMIT)] | None = None
    narrative_en: Annotated[Prose, F(max_length=NARRATIVE_LIMIT)] | None = None


class ReportIssue(ProgrammeRecord, table=True):
    """One published report. `forecasts`: milestone code to forecast date, for the trend; `digest`: SHA-256 of the frozen content."""

    KIND: ClassVar[str] = "report"
    PREFIX: ClassVar[str] = "RPT-"
    __tablename__: ClassVar[Any] = "report_issue"

    number: int = Field(index=True)
    status_date: date = Field(index=True)
    author: str = Field(max_length=200)
    narrative_zh: str | None = long_text()
    narrative_en: str | None = long_text()
    headline_rag: str = Field(max_length=24)
    settings_version: int = SETTINGS_VERSION
    forecasts: dict[str, str] = listing()
    digest: str = Field(max_length=64)


class ReportContent(SQLModel, table=True):
    """The frozen facts of one issue, as the text that its digest was taken of."""

    __tablename__: ClassVar[Any] = "report_content"

    issue_id: int = Field(primary_key=True, foreign_key="report_issue.id")
    content: str = Field(sa_type=LongText)


# The database's own refusal, for whoever comes past the commands.
_GUARDED = ("report_issue", "report_content")
SQLITE_GUARDS = tuple(
    f"create trigger {table}_no_{verb} before {verb} on {table} begin select raise(abort, 'a published report never changes'); end"
    for table in _GUARDED
    for verb in ("update", "delete")
)
POSTGRESQL_GUARDS = (
    "create or replace function report_guard() returns trigger language plpgsql as "
    "$$ begin raise exception 'a published report never changes'; end $$",
    *(
        f"create trigger {table}_guard before update or delete or truncate on {table} for each statement execute function report_guard()"
        for table in _GUARDED
    ),
)
for _dialect, _guards in (("sqlite", SQLITE_GUARDS), ("postgresql", POSTGRESQL_GUARDS)):
    for _guard in _guards:
        _table = ReportContent.__table__ if "report_content" in _guard else ReportIssue.__table__  # pyright: ignore
        event.listen(_table, "after_create", DDL(_guard.replace("%", "%%")).execute_if(dialect=_dialect))


# --- Publishing ------------------------------------------------------------------------------------------------------


@command(Permission.publish_report)
def publish_report(
    session: Session, actor: Actor, programme: Programme, status_date: date, narrative_zh: str | None = None, narrative_en: str | None = None
) -> ReportIssue:  # fmt: skip
    """Freeze the report as of `status_date` as the next issue. A second one for the same date corrects the first.

    Raises:
        Invalid: the status date lies after the programme's own or before its start, or the plan holds no task.
    """
    from milestones.progress_report import progress_report

    refuse_if(_dated(programme, status_date))
    report = progress_report(session, programme, status_date)
    refuse_if(
        []
        if report.plan.tasks or report.milestones
        else [Problem("REPORT_WITHOUT_PLAN", "status_date", status_date, {"code": programme.code})]
    )
    content = report.model_dump_json()
    number = _last_number(session, programme.key) + 1
    issue = ReportIssue(
        programme_id=programme.key, code=f"RPT-{number:02d}", number=number, status_date=status_date, author=actor.name,
        narrative_zh=clean_text(narrative_zh), narrative_en=clean_text(narrative_en), headline_rag=report.headline.shown.value,
        forecasts={m.milestone.code: m.forecast.isoformat() for m in report.milestones}, digest=digest_of(content),
    )  # fmt: skip
    session.add(issue)
    session.flush()
    session.add(ReportContent(issue_id=issue.id or 0, content=content))
    session.flush()
    return issue


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _dated(programme: Programme, on: date) -> list[Problem]:
    facts = {"min": programme.start, "max": programme.status_date}
    return [] if programme.start <= on <= programme.status_date else [Problem("OUT_OF_RANGE", "status_date", on, facts)]


def _last_number(session: Session, programme_id: int) -> int:
    return (
        session.execute(sql(func.max(ReportIssue.number)).where(col(ReportIssue.programme_id) == programme_id)).scalar()
        or 0
    )


# --- Reading ---------------------------------------------------------------------------------------------------------


def issues(session: Session, programme_id: int | None) -> list[ReportIssue]:
    """Every issue, the newest first."""
    query = select(ReportIssue).where(col(ReportIssue.programme_id) == programme_id)
    return list(session.exec(query.order_by(col(ReportIssue.number).desc())))


def issue_of(session: Session, programme_id: int | None, number: int) -> ReportIssue:
    """The issue of that number.

    Raises:
        NotFound: there is none.
    """
    query = select(ReportIssue).where(col(ReportIssue.programme_id) == programme_id, col(ReportIssue.number) == number)
    found = session.exec(query).first()
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "number", number, {"kind": "report", "code": str(number)})])
    return found


def published(session: Session, issue: ReportIssue) -> PublishedReport:
    """An issue as it was published, read back from its frozen content.

    Raises:
        Conflict: the content is not the one that was published.
    """
    numbers = {i.number: i.status_date for i in issues(session, issue.programme_id)}
    same = sorted(number for number, on in numbers.items() if on == issue.status_date)
    at = same.index(issue.number)
    return PublishedReport(
        report=frozen_report(session, issue),
        issue=Issue(
            number=issue.number, author=issue.author, published_on=_instant(issue.created_at), digest=issue.digest,
            narrative=Text(zh=issue.narrative_zh, en=issue.narrative_en), corrects=same[at - 1] if at else None,
            corrected_by=same[at + 1] if at + 1 < len(same) else None,
        ),
    )  # fmt: skip


def frozen_report(session: Session, issue: ReportIssue) -> Report:
    """The facts of an issue. Raises `Conflict` where they do not match the digest in the record."""
    content = session.exec(select(ReportContent.content).where(col(ReportContent.issue_id) == issue.id)).first() or ""
    if digest_of(content) != issue.digest:
        raise Conflict(
            [Problem("REPORT_ALTERED", "digest", issue.digest, {"code": issue.code, "number": issue.number})]
        )
    return _read_back(content)


@lru_cache(maxsize=16)
def _read_back(content: str) -> Report:
    """Reading takes ten times as long as proving that the content is the published one: the latest that were asked for are kept."""
    return Report.model_validate_json(content)


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


@dataclass(frozen=True)
class Earlier:
    """What was published before a date: the last report with its number, the forecasts of all, the risk scores of the last."""

    last: Report | None = None
    number: int | None = None
    points: tuple[TrendPoint, ...] = field(default=())

    @property
    def scores(self) -> dict[str, int] | None:
        return {p.code: p.score for p in self.last.risks.positions} if self.last else None


def earlier_reports(session: Session, programme_id: int, before: date) -> Earlier:
    """The valid issue of each status date before `before`: a corrected one gives way to its correction."""
    query = select(ReportIssue).where(
        col(ReportIssue.programme_id) == programme_id, col(ReportIssue.status_date) < before
    )
    valid = {issue.status_date: issue for issue in session.exec(query.order_by(col(ReportIssue.number)))}
    ordered: Sequence[ReportIssue] = [valid[on] for on in sorted(valid)]
    if not ordered:
        return Earlier()
    return Earlier(
        frozen_report(session, ordered[-1]), ordered[-1].number,
        tuple(
            TrendPoint(status_date=i.status_date, issue=i.number, forecasts={c: date.fromisoformat(d) for c, d in i.forecasts.items()})
            for i in ordered
        ),
    )  # fmt: skip
