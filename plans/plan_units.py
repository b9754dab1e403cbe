"""What the names in a plan that comes in stand for: calendars, phases, waves, freezes, departments and people, looked up or made once."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, select

from governance.authority import Actor
from governance.forms import read_form
from governance.people import Department, DepartmentForm, Person, PersonForm, enrol_person, open_department
from governance.programmes import Programme
from governance.records import ProgrammeRecord
from plans.calendars import Calendar, CalendarForm, Holidays, open_calendar
from plans.freeze_windows import FreezeWindow, FreezeWindowForm, declare_freeze
from plans.links import write
from plans.phases import Phase, PhaseForm, Wave, WaveForm, open_phase, plan_wave
from plans.plan_draft import DraftCalendar, DraftPerson, DraftPhase, PlanDraft


class Units:
    """Ids by what the draft calls them, in lower case. Made inside a command; what exists is left as it is."""

    def __init__(self, session: Session, actor: Actor, programme: Programme, draft: PlanDraft):
        self.session, self.actor, self.programme, self.draft = session, actor, programme, draft
        self._phases_made: list[tuple[int, str]] = []
        self._waves_made: list[tuple[int, str]] = []
        self.calendars = self._calendars()
        self.departments = self._departments()
        self.people = self._people()
        self.phases = self._phases()
        self.waves = self._waves()
        self._freezes()

    def _named(self, table: type[ProgrammeRecord]) -> dict[str, int]:
        """Ids by code, both names and e-mail, in lower case."""
        t: Any = table
        found: dict[str, int] = {}
        for record in self.session.exec(select(t).where(t.programme_id == self.programme.id, t.withdrawn_on.is_(None))):
            for key in (getattr(record, "email", None), record.name_en, record.name_zh, record.code):
                if key:
                    found[key.lower()] = record.id
        return found

    def _calendars(self) -> dict[str, int]:
        found = self._named(Calendar)
        for calendar in self.draft.calendars:
            id_ = _known(found, calendar.name, *_words(calendar.form))
            if id_ is None:
                id_ = open_calendar(self.session, self.actor, self.programme, _calendar_form(calendar)).id or 0
            found |= _keys(id_, calendar.name, *_words(calendar.form))
        own = found.get(self.draft.calendar.lower())
        if own and self.programme.calendar_id is None:
            self.programme.calendar_id = own
        return found

    def _departments(self) -> dict[str, int]:
        found = self._named(Department)
        for form in self.draft.departments:
            if _known(found, *_words(form)) is None:
                id_ = open_department(self.session, self.actor, self.programme, form).id or 0
                found |= _keys(id_, *_words(form))
        for name in dict.fromkeys(t.department for t in self.draft.tasks if t.department):
            if name.lower() not in found:
                form = read_form(DepartmentForm, in_its_language(name) | {"headcount": 1})
                found[name.lower()] = open_department(self.session, self.actor, self.programme, form).id or 0
        return found

    def _people(self) -> dict[str, int]:
        found = self._named(Person)
        for person in self.draft.people:
            words = (person.form.code or "",) if person.form else (person.name, person.email)
            id_ = _known(found, *words)
            if id_ is None:
                id_ = enrol_person(self.session, self.actor, self.programme, self._person_form(person)).id or 0
            found |= _keys(id_, words[0])
        return found

    def _person_form(self, person: DraftPerson) -> PersonForm:
        if person.form is not None:
            known = (person.form.department or "").lower() in self.departments
            return person.form if known else person.form.model_copy(update={"department": None})
        email = person.email
        contact = {"email": email} if "@" in email.strip("@") and " " not in email else {}
        capacity = {} if person.capacity_hours is None else {"capacity_hours": min(60.0, person.capacity_hours)}
        return read_form(PersonForm, in_its_language(person.name) | contact | capacity)

    def _phases(self) -> dict[str, int]:
        found = self._named(Phase)
        for phase in self.draft.phases:
            words = _words(phase.form) if phase.form else (phase.name, phase.code)
            id_ = _known(found, *words)
            if id_ is None:
                id_ = open_phase(self.session, self.actor, self.programme, _phase_form(phase, found)).id or 0
                if phase.form and phase.form.gate:
                    self._phases_made.append((id_, phase.form.gate))
            found |= _keys(id_, phase.code, *words)
        return found

    def _waves(self) -> dict[str, int]:
        found = self._named(Wave)
        for form in self.draft.waves:
            if _known(found, *_words(form)) is None:
                departments = [code for code in form.departments or [] if code.lower() in self.departments]
                bare = form.model_copy(update={"go_live": None, "departments": departments})
                id_ = plan_wave(self.session, self.actor, self.programme, bare).id or 0
                found |= _keys(id_, *_words(form))
                if form.go_live:
                    self._waves_made.append((id_, form.go_live))
        return found

    def _freezes(self) -> None:
        """Freeze windows that the programme does not have yet, for the departments that it knows."""
        found = self._named(FreezeWindow)
        for form in self.draft.freezes:
            if _known(found, *_words(form)) is None:
                departments = [code for code in form.departments or [] if code.lower() in self.departments]
                declare_freeze(
                    self.session, self.actor, self.programme, form.model_copy(update={"departments": departments})
                )

    def tie(self, milestones: dict[str, int]) -> None:
        """Name the gates of phases and the go-lives of waves that were made here, now that their milestones (ids by code) exist."""
        for id_, code in self._phases_made:
            if code in milestones:
                write(self.session.get_one(Phase, id_), gate_id=milestones[code])
        for id_, code in self._waves_made:
            if code in milestones:
                write(self.session.get_one(Wave, id_), go_live_id=milestones[code])
        self.session.flush()


def _words(form: CalendarForm | PhaseForm | WaveForm | DepartmentForm | FreezeWindowForm | None) -> tuple[str, ...]:
    """What a record of the form can be called: its code first."""
    return () if form is None else tuple(word for word in (form.code, form.name_en, form.name_zh) if word)


def _known(found: dict[str, int], *words: str) -> int | None:
    return next((found[word.lower()] for word in words if word and word.lower() in found), None)


def _keys(id_: int, *words: str) -> dict[str, int]:
    return {word.lower(): id_ for word in words if word}


def _calendar_form(calendar: DraftCalendar) -> CalendarForm:
    if calendar.form is not None:
        return calendar.form
    return CalendarForm.model_construct(
        code=None, notes=None, tags=[], name_zh=None, name_en=calendar.name[:200] or "Calendar", week=list(calendar.week),
        exceptions=list(calendar.exceptions), covered_until=calendar.covered_until, holidays=Holidays.none,
    )  # fmt: skip


def _phase_form(phase: DraftPhase, found: Iterable[str]) -> PhaseForm:
    if phase.form is not None:
        return phase.form.model_copy(update={"gate": None})
    taken = {"code": phase.code} if phase.code and phase.code.lower() not in found else {}
    notes = {"notes": phase.notes} if phase.notes.strip() else {}
    return read_form(PhaseForm, taken | in_its_language(phase.name) | notes)


def in_its_language(name: str) -> dict[str, str]:
    """A name in the field of the language that it is in."""
    return {"name_zh" if any("\u4e00" <= c <= "\u9fff" for c in name) else "name_en": name[:200]}
