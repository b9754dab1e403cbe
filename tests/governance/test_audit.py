"""The trail: every changed field in a chain that only grows, and that shows where somebody laid hands on it."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlmodel import Session, col, select

from governance import audit
from governance.audit import AuditEntry, Break
from governance.errors import ChangedOutsideCommand, Invalid
from governance.forms import read_form
from governance.programmes import Programme
from governance.records import find
from risks.register import Risk, RiskForm, move_risk, revise_risk, withdraw_risk
from tests import builders
from tests.builders import SOMEBODY, a_person, a_programme, a_risk
from tests.conftest import rounds
from web.database import Database


def faults(database: Database, anchor: tuple[int, str] | None = None) -> list[Break]:
    with database.transaction(writes=False) as session:
        return audit.verify(session, database.audit_key, anchor)[1]


def five_risks(database: Database) -> None:
    with database.transaction(writes=True) as session:
        programme = a_programme(session)
        for _ in range(5):
            a_risk(session, programme)


def tamper(database: Database, *statements: str) -> None:
    """What somebody with the database's own password could do, the guards put out of the way."""
    lift = ["alter table audit_entry disable trigger audit_entry_guard"]
    if database.is_sqlite:
        lift = ["drop trigger audit_entry_no_update", "drop trigger audit_entry_no_delete"]
    with database.engine.begin() as connection:
        for statement in (*lift, *statements):
            connection.execute(text(statement))


# --- What is recorded ------------------------------------------------------------------------------------------------


def test_a_change_is_recorded_field_by_field_with_who_by_which_command_and_why(
    session: Session, programme: Programme
) -> None:
    risk = a_risk(session, programme, probability=2, strategy="reduce")
    form = {**builders.A_RISK, "probability": 4, "strategy": "reduce"}
    revise_risk(session, SOMEBODY, risk, read_form(RiskForm, form), 1)
    move_risk(session, SOMEBODY, risk, risk.status.escalated, reason="The sponsor must know")

    newest, changed, made = audit.history(session, "risk", risk.id or 0)

    assert (made.action, made.command, made.actor) == ("create", "raise_risk", "tests")
    assert json.loads(changed.changes) == {"probability": [2, 4]}
    assert (newest.command, newest.reason, json.loads(newest.changes)) == (
        "move_risk", "The sponsor must know", {"status": ["identified", "escalated"]},
    )  # fmt: skip


def test_a_reference_is_recorded_by_its_code_not_by_its_number(session: Session, programme: Programme) -> None:
    a_person(session, programme, code="PER-07")
    risk = a_risk(session, programme)
    revise_risk(session, SOMEBODY, risk, read_form(RiskForm, {**builders.A_RISK, "owner": "PER-07"}), 1)
    assert json.loads(audit.history(session, "risk", risk.id or 0)[0].changes) == {"owner": [None, "PER-07"]}


def test_writing_what_is_there_already_leaves_no_entry_and_the_same_version(
    session: Session, programme: Programme
) -> None:
    risk = a_risk(session, programme)
    revise_risk(session, SOMEBODY, risk, read_form(RiskForm, builders.A_RISK), 1)
    assert risk.version == 1
    assert len(audit.history(session, "risk", risk.id or 0)) == 1


def test_a_refused_command_leaves_neither_change_nor_entry(database: Database) -> None:
    five_risks(database)
    before = audit_state(database)
    with pytest.raises(Invalid):
        raise_one_and_withdraw_it_without_a_reason(database)
    assert audit_state(database) == before


def raise_one_and_withdraw_it_without_a_reason(database: Database) -> None:
    with database.transaction(writes=True) as session:
        programme = session.exec(select(Programme)).one()
        withdraw_risk(session, SOMEBODY, a_risk(session, programme), "", programme.status_date)


def audit_state(database: Database) -> tuple[tuple[int, str], int]:
    with database.transaction(writes=False) as session:
        return audit.head(session), len(session.exec(select(Risk)).all())


def test_what_a_savepoint_takes_back_does_not_break_the_chain(database: Database) -> None:
    with database.transaction(writes=True) as session:
        programme = a_programme(session)
        a_risk(session, programme)
        part = session.begin_nested()
        a_risk(session, programme)
        part.rollback()
        with session.begin_nested():
            a_risk(session, programme)
        a_risk(session, programme)
    with database.transaction(writes=False) as session:
        assert audit.verify(session, database.audit_key, database.anchor()) == (4, [])


# --- What is refused -------------------------------------------------------------------------------------------------


def test_a_record_that_changes_outside_a_command_is_refused(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    risk.probability = 5
    with pytest.raises(ChangedOutsideCommand, match="risk RSK-01 changed outside a command"):
        session.flush()
    session.expire(risk)


def test_a_record_made_outside_a_command_is_refused(session: Session, programme: Programme) -> None:
    risk = Risk(code="RSK-09", programme_id=programme.key)
    session.add(risk)
    with pytest.raises(ChangedOutsideCommand):
        session.flush()
    session.expunge(risk)


def test_deleting_a_record_is_refused(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    session.delete(risk)
    with pytest.raises(ChangedOutsideCommand, match="never deleted"):
        session.flush()
    session.expunge(risk)


@pytest.mark.parametrize(
    "statement",
    [
        update(Risk).values(probability=5), delete(Risk), insert(Risk).values(code="RSK-09"),
        update(AuditEntry).values(actor="nobody"), delete(AuditEntry),
    ],
    ids=["update", "delete", "insert", "update the trail", "delete the trail"],
)  # fmt: skip
def test_a_bulk_statement_that_would_pass_by_the_trail_is_refused(
    session: Session, programme: Programme, statement: Any
) -> None:
    a_risk(session, programme)
    with pytest.raises(ChangedOutsideCommand, match="bulk"):
        session.execute(statement)


@pytest.mark.parametrize("statement", ["update audit_entry set actor = 'nobody'", "delete from audit_entry"])
def test_the_database_itself_refuses_to_change_the_trail(database: Database, statement: str) -> None:
    five_risks(database)
    with pytest.raises(Exception, match="only grows"), database.engine.begin() as connection:
        connection.execute(text(statement))
    assert faults(database) == []
    if not database.is_sqlite:
        with pytest.raises(Exception, match="only grows"), database.engine.begin() as connection:
            connection.execute(text("truncate audit_entry"))
    assert faults(database) == []


# --- What is found ---------------------------------------------------------------------------------------------------


def test_an_untouched_trail_holds(database: Database) -> None:
    five_risks(database)
    with database.transaction(writes=False) as session:
        assert audit.verify(session, database.audit_key, database.anchor()) == (6, [])


@pytest.mark.parametrize(
    ("column", "value"),
    [("changes", "'{}'"), ("actor", "'somebody else'"), ("at", "'2020-01-01'"), ("reason", "'because'")],
)
def test_an_edited_entry_is_found(database: Database, column: str, value: str) -> None:
    five_risks(database)
    tamper(database, f"update audit_entry set {column} = {value} where seq = 3")  # noqa: S608
    assert faults(database) == [Break(3, "altered")]


def test_an_entry_edited_with_its_hash_made_new_is_found_because_the_key_is_not_in_the_database(
    database: Database,
) -> None:
    five_risks(database)
    with database.transaction(writes=False) as session:
        row = dict(session.connection().execute(text("select * from audit_entry where seq = 6")).one()._mapping)
    row["actor"] = "somebody else"
    forged = audit.seal(b"a guess", row["prev"], row)
    tamper(database, f"update audit_entry set actor = 'somebody else', hash = '{forged}' where seq = 6")  # noqa: S608
    assert faults(database) == [Break(6, "altered")]


def test_a_tail_that_was_rewritten_whole_and_sealed_anew_is_found(database: Database) -> None:
    """Every entry follows the one before, every hash fits: only the key was another."""
    five_risks(database)
    with database.transaction(writes=False) as session:
        query = text("select * from audit_entry where seq >= 3 order by seq")
        rows = [dict(row._mapping) for row in session.connection().execute(query)]
    previous, rewritten = rows[0]["prev"], list[str]()
    for row in rows:
        row["actor"] = "somebody else"
        sealed = audit.seal(b"a guess", previous, row)
        fields = f"actor = 'somebody else', prev = '{previous}', hash = '{sealed}'"
        rewritten.append(f"update audit_entry set {fields} where seq = {row['seq']}")  # noqa: S608
        previous = sealed
    tamper(database, *rewritten)
    assert faults(database) == [Break(seq, "altered") for seq in (3, 4, 5, 6)]


def test_a_removed_entry_is_found(database: Database) -> None:
    five_risks(database)
    tamper(database, "delete from audit_entry where seq = 3")
    assert Break(4, "not_after_previous") in faults(database)


def test_two_entries_that_changed_places_are_found(database: Database) -> None:
    five_risks(database)
    swap = ("update audit_entry set seq = -3 where seq = 3", "update audit_entry set seq = 3 where seq = 4")
    tamper(database, *swap, "update audit_entry set seq = 4 where seq = -3")
    assert {b.seq for b in faults(database)} >= {3, 4}


def test_an_inserted_entry_is_found(database: Database) -> None:
    five_risks(database)
    columns = "at, actor, via, command, kind, record_id, code, action, changes, prev, hash"
    tamper(database, f"insert into audit_entry ({columns}) select {columns} from audit_entry where seq = 2")  # noqa: S608
    assert Break(7, "not_after_previous") in faults(database)


def test_a_trail_whose_end_was_cut_off_is_found_by_the_anchor_outside_the_database(database: Database) -> None:
    five_risks(database)
    anchor = database.anchor()
    tamper(database, "delete from audit_entry where seq > 4")
    assert faults(database) == []
    assert faults(database, anchor) == [Break(6, "anchor_missing")]


def test_the_anchor_is_the_newest_entry_of_what_was_committed(database: Database) -> None:
    five_risks(database)
    with database.transaction(writes=False) as session:
        assert database.anchor() == audit.head(session)


def test_the_key_lies_outside_the_database_for_its_owner_alone(tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path)
    made.dispose()
    assert (tmp_path / "audit.key").stat().st_mode & 0o077 == 0
    assert len(made.audit_key) == 32


# --- Many at once ----------------------------------------------------------------------------------------------------


def test_eight_threads_that_write_at_once_make_one_chain_without_a_fork(database: Database) -> None:
    with database.transaction(writes=True) as session:
        key = a_programme(session).key
    failed: list[BaseException] = []
    times = rounds(150)

    def write() -> None:
        for _ in range(times):
            try:
                with database.transaction(writes=True) as session:
                    a_risk(session, session.get_one(Programme, key))
            except BaseException as error:
                failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    with database.transaction(writes=False) as session:
        assert audit.verify(session, database.audit_key, database.anchor()) == (1 + 8 * times, [])
        codes = set(session.exec(select(Risk.code)).all())
        previous = session.exec(select(col(AuditEntry.prev))).all()
    assert len(codes) == 8 * times
    assert len(set(previous)) == len(previous)


def test_the_trail_is_read_in_pages_narrowed_by_kind_code_person_and_day(
    session: Session, programme: Programme
) -> None:
    for _ in range(3):
        a_risk(session, programme)
    found, total = audit.trail(session, programme.id, kind="risk", limit=2)
    assert ([e.code for e in found], total) == (["RSK-03", "RSK-02"], 3)
    assert audit.trail(session, programme.id, code="RSK-01")[1] == 1
    assert audit.trail(session, programme.id, actor="nobody")[1] == 0
    assert audit.trail(session, programme.id, since="2999-01-01")[1] == 0
    assert find(session, Risk, programme.id, "RSK-01").version == 1
