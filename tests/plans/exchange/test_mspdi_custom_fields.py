"""What a plan of Microsoft Project holds beside its schedule and has a place here: custom fields, outline codes, inactive tasks, notes of phases."""

from datetime import date

from sqlmodel import Session, col, select

from governance.programmes import find_programme
from milestones.plan_import import open_programme_with
from plans.draft_imported import draft_of_imported
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_out import write_mspdi
from plans.phases import Phase
from plans.plan import scheduled
from plans.plan_draft import DraftTask
from plans.plan_leaving import plan_leaving
from plans.tasks import Task
from tests.builders import SOMEBODY
from tests.plans.exchange.test_mspdi import document, link, notices, task

DEFINED = """<OutlineCodes><OutlineCode><FieldID>188744096</FieldID><FieldName>Outline Code1</FieldName><Values>
<Value><ValueID>1</ValueID><FieldGUID>G-1</FieldGUID><ParentValueID>0</ParentValueID><Value>Sales</Value></Value>
<Value><ValueID>2</ValueID><FieldGUID>G-2</FieldGUID><ParentValueID>1</ParentValueID><Value>North</Value></Value>
</Values></OutlineCode></OutlineCodes><ExtendedAttributes>
<ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName><Alias>Vendor</Alias></ExtendedAttribute>
<ExtendedAttribute><FieldID>188743783</FieldID><FieldName>Duration1</FieldName></ExtendedAttribute>
<ExtendedAttribute><FieldID>188743945</FieldID><FieldName>Date1</FieldName><Alias>验收</Alias></ExtendedAttribute>
</ExtendedAttributes>"""


def said(field: int, value: str) -> str:
    return f"<ExtendedAttribute><FieldID>{field}</FieldID><Value>{value}</Value></ExtendedAttribute>"


def of(tasks: str) -> bytes:
    return document(tasks, more=DEFINED)


def test_custom_fields_stand_in_the_notes_under_the_names_that_people_gave_them():
    chosen = "<OutlineCode><FieldID>188744096</FieldID><ValueID>2</ValueID></OutlineCode>"
    fields = said(188743731, "Acme") + said(188743783, "PT12H0M0S") + said(188743945, "2026-05-04T08:00:00")
    data = said(188743734, '&lt;VP ID="0_80816"/&gt;')
    plan = read_mspdi(of(task(1, inner=f"<Notes>Call first</Notes>{fields}{chosen}") + task(2, inner=data) + task(3)))
    notes = {t.code: t.notes for t in draft_of_imported(plan).tasks}
    assert notes == {"T1": "Call first\nVendor: Acme\nDuration1: 12 h\n验收: 2026-05-04 08:00\nOutline Code1: Sales.North", "T2": "", "T3": ""}  # fmt: skip
    told = {code: facts["tasks"] for code, facts in notices(plan).items()}
    assert told == {"CUSTOM_FIELDS_IN_NOTES": ["1"], "CUSTOM_FIELDS_NOT_READ": ["2"]}


def opened(session: Session, body: bytes, code: str) -> dict[str, tuple[str | None, str, int]]:
    draft = draft_of_imported(read_mspdi(body))
    programme, _ = open_programme_with(session, SOMEBODY, None, code, draft.name, draft)
    rows = session.exec(select(Task).where(col(Task.programme_id) == programme.id))
    return {t.code: (t.notes, str(t.status), t.duration_min) for t in rows}


def test_a_field_and_an_inactive_task_of_that_program_go_there_and_back_and_stand_once(session: Session):
    held = "<ConstraintType>4</ConstraintType><ConstraintDate>2027-03-02T08:00:00</ConstraintDate>"
    first = task(1, inner=said(188743731, "Acme")) + task(2, "PT16H0M0S", inner=f"<Active>0</Active>{held}{link(1)}")
    body = of(first + task(3, inner=link(2)))
    inside = opened(session, body, "INSIDE")
    assert inside == {
        "T1": ("Vendor: Acme", "not_started", 480), "T2": (None, "cancelled", 960), "T3": (None, "not_started", 480),
    }  # fmt: skip
    programme = find_programme(session, SOMEBODY, "INSIDE")
    # The inactive task holds nothing back: both others take Monday.
    assert scheduled(session, programme, date(2026, 3, 1)).finish == date(2026, 3, 2)
    leaving = write_mspdi(plan_leaving(session, programme, date(2026, 3, 1)))
    assert opened(session, leaving, "AGAIN") == inside
    awake = leaving.replace(b"<Active>0</Active>", b"<Active>1</Active>")
    assert awake != leaving
    assert opened(session, awake, "AWAKE")["T2"] == (None, "not_started", 960)


def test_the_notes_of_a_summary_that_becomes_a_phase_are_kept_and_one_with_a_deadline_stays_a_summary(session: Session):
    inner = "<Summary>1</Summary><Notes>Why we do it</Notes>"
    summaries = task(1, inner=inner) + task(2, level=2) + task(3, inner=inner + "<Deadline>2026-05-04T17:00:00</Deadline>") + task(4, level=2)  # fmt: skip
    draft = draft_of_imported(read_mspdi(document(summaries)))
    held = [t for t in draft.tasks if isinstance(t, DraftTask) and t.deadline]
    assert [(t.code, t.kind, t.deadline) for t in held] == [("T3", "summary", date(2026, 5, 4))]
    programme, _ = open_programme_with(session, SOMEBODY, None, "PHASES", draft.name, draft)
    phases = session.exec(select(Phase).where(col(Phase.programme_id) == programme.id))
    assert [phase.notes for phase in phases] == ["Why we do it", "Why we do it"]
