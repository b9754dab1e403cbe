"""Accounts and roles: who may give what to whom, and what nobody may."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance import audit
from governance.account_closure import deactivate_account, reactivate_account
from governance.accounts import Account, AccountForm, choose_language, open_account, revise_account
from governance.api_tokens import ApiToken, TokenForm, create_token
from governance.audit import AuditEntry
from governance.authority import Actor, Permission, Role
from governance.demo_accounts import demo_accounts, enrol_demo_account
from governance.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from governance.forms import read_form
from governance.memberships import RoleForm, actor_for, grant, grant_role, roles_by_account, with_roles, withdraw_role
from governance.passwords import claim_of, password_problems, set_password, store_hash
from governance.programmes import Programme
from tests import builders
from web.database import Database

ON, NOW = date(2026, 7, 3), datetime(2026, 7, 3, 9, 0, tzinfo=UTC)
OPERATOR = builders.SOMEBODY


def an_account(session: Session, email: str = "ann@x.example", role: Role | None = None, programme: Programme | None = None) -> Account:  # fmt: skip
    form = read_form(AccountForm, {"email": email, "name": email.partition("@")[0].title()})
    account = open_account(session, OPERATOR, None, form)
    if role is not None:
        grant_role(session, OPERATOR, programme, account, role)
    return account


def acting(session: Session, account: Account) -> Actor:
    rows = session.execute(with_roles(sql(col(Account.id)).where(col(Account.id) == account.key))).all()
    held = (row[1:] for row in rows)
    return actor_for(session, held, account.key, account.name, account.email, account.language, is_demo=account.is_demo)


def refused(error: type[Exception], call, *arguments, **more) -> str:
    with pytest.raises(error) as caught:
        call(*arguments, **more)
    return caught.value.problems[0].code  # pyright: ignore


# --- Accounts --------------------------------------------------------------------------------------------------------


def test_one_address_has_one_account_however_it_is_written(session: Session) -> None:
    an_account(session, "ann@x.example")
    assert refused(Invalid, an_account, session, "ANN@X.example") == "EMAIL_TAKEN"
    assert refused(Invalid, an_account, session, "ａｎｎ@x.example") == "EMAIL_TAKEN"


def test_an_account_cannot_take_another_s_address(session: Session) -> None:
    an_account(session, "ann@x.example")
    bob = an_account(session, "bob@x.example")
    form = read_form(AccountForm, {"email": "ann@x.example", "name": "Bob"})
    assert refused(Invalid, revise_account, session, OPERATOR, bob, form, bob.version) == "EMAIL_TAKEN"


def test_an_account_changed_meanwhile_is_not_overwritten(session: Session) -> None:
    ann = an_account(session)
    form = read_form(AccountForm, {"email": "ann@x.example", "name": "Ann Lee"})
    revise_account(session, OPERATOR, ann, form, ann.version)
    with pytest.raises(Stale):
        revise_account(session, OPERATOR, ann, form, ann.version - 1)


def test_a_form_of_an_account_tells_all_that_is_wrong() -> None:
    with pytest.raises(Invalid) as caught:
        read_form(AccountForm, {"email": "no address", "name": " ", "language": "fr"})
    assert {p.field for p in caught.value.problems} == {"email", "name", "language"}


def test_fields_that_are_not_for_people_to_fill_are_refused() -> None:
    for name in ("is_demo", "password", "code", "withdrawn_on", "id"):
        with pytest.raises(Invalid, match="UNKNOWN_FIELD"):
            read_form(AccountForm, {"email": "a@x.example", "name": "A", name: "1"})


# --- Roles -----------------------------------------------------------------------------------------------------------


def test_a_role_holds_in_its_programme_only(session: Session, programme: Programme) -> None:
    other = builders.a_programme(session, "OTH")
    ann = an_account(session, role=Role.pm, programme=programme)
    actor = acting(session, ann)
    assert actor.may(Permission.maintain_plan, programme.id)
    assert not actor.may(Permission.read_programme, other.id)
    assert not actor.may(Permission.create_programme)


def test_a_role_without_a_programme_holds_in_every_one(session: Session, programme: Programme) -> None:
    actor = acting(session, an_account(session, role=Role.auditor))
    assert actor.may(Permission.read_audit, programme.id)
    assert actor.may(Permission.read_audit, 999)


def test_an_account_stands_for_a_person_in_a_programme(session: Session, programme: Programme) -> None:
    person = builders.a_person(session, programme, code="PER-07")
    ann = an_account(session)
    grant(session, OPERATOR, ann, read_form(RoleForm, {"role": "owner", "programme": "BCT", "person": "per-07"}))
    actor = acting(session, ann)
    assert actor.is_person(person.id, programme.id)
    assert not actor.is_person(person.id, 999)


def test_the_person_is_of_that_very_programme(session: Session, programme: Programme) -> None:
    other = builders.a_programme(session, "OTH")
    builders.a_person(session, other, code="PER-07")
    ann = an_account(session)
    assert refused(NotFound, grant_role, session, OPERATOR, programme, ann, Role.owner, "PER-07") == "NOT_FOUND"
    assert refused(Invalid, read_form, RoleForm, {"role": "owner", "person": "PER-07"}) == "PERSON_NEEDS_PROGRAMME"


def test_a_role_granted_twice_is_held_once_and_a_withdrawn_one_comes_back(
    session: Session, programme: Programme
) -> None:
    ann = an_account(session)
    first = grant_role(session, OPERATOR, programme, ann, Role.pm)
    assert grant_role(session, OPERATOR, programme, ann, Role.pm).id == first.id
    withdraw_role(session, OPERATOR, first, reason="other duties", on=ON)
    assert acting(session, ann).roles == {}
    assert grant_role(session, OPERATOR, programme, ann, Role.pm).id == first.id
    assert acting(session, ann).roles == {programme.id: frozenset({Role.pm})}


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.admin])
def test_only_an_administrator_gives_roles_and_makes_accounts(
    session: Session, programme: Programme, role: Role
) -> None:
    actor = acting(session, an_account(session, role=role))
    bob = an_account(session, "bob@x.example")
    assert refused(NotPermitted, grant_role, session, actor, programme, bob, Role.executive) == "PERMISSION_DENIED"
    assert refused(NotPermitted, grant_role, session, actor, None, bob, Role.executive) == "PERMISSION_DENIED"
    form = read_form(AccountForm, {"email": "eve@x.example", "name": "Eve"})
    assert refused(NotPermitted, open_account, session, actor, None, form) == "PERMISSION_DENIED"
    assert refused(NotPermitted, deactivate_account, session, actor, bob, "gone", ON) == "PERMISSION_DENIED"
    assert refused(NotPermitted, set_password, session, actor, bob, "hash", NOW) == "PERMISSION_DENIED"


@pytest.mark.parametrize("role", list(Role))
def test_nobody_raises_their_own_role(session: Session, programme: Programme, role: Role) -> None:
    ann = an_account(session, role=Role.admin)
    actor = acting(session, ann)
    for where in (None, programme):
        assert refused(Conflict, grant_role, session, actor, where, ann, role) == "OWN_ROLE"


def test_an_administrator_of_one_programme_gives_roles_there_only(session: Session, programme: Programme) -> None:
    other = builders.a_programme(session, "OTH")
    actor = acting(session, an_account(session, role=Role.admin, programme=programme))
    bob = an_account(session, "bob@x.example")
    assert grant_role(session, actor, programme, bob, Role.pm)
    for where in (None, other):
        with pytest.raises(NotPermitted):
            grant_role(session, actor, where, bob, Role.pm)


# --- The last administrator ------------------------------------------------------------------------------------------


def test_the_last_administrator_stays(session: Session) -> None:
    ann = an_account(session, role=Role.admin)
    held = roles_by_account(session)[ann.key][0].membership
    assert refused(Conflict, withdraw_role, session, OPERATOR, held, "enough", ON) == "LAST_ADMINISTRATOR"
    assert refused(Conflict, deactivate_account, session, OPERATOR, ann, "enough", ON) == "LAST_ADMINISTRATOR"


def test_one_of_two_administrators_may_go(session: Session) -> None:
    ann = an_account(session, role=Role.admin)
    an_account(session, "bob@x.example", Role.admin)
    deactivate_account(session, OPERATOR, ann, reason="retired", on=ON)
    assert not ann.active


def test_a_deactivated_administrator_or_one_of_a_programme_is_no_other(session: Session, programme: Programme) -> None:
    ann = an_account(session, role=Role.admin)
    bob = an_account(session, "bob@x.example", Role.admin)
    an_account(session, "eve@x.example", Role.admin, programme)
    deactivate_account(session, OPERATOR, bob, reason="retired", on=ON)
    assert refused(Conflict, deactivate_account, session, OPERATOR, ann, "enough", ON) == "LAST_ADMINISTRATOR"
    reactivate_account(session, OPERATOR, bob)
    deactivate_account(session, OPERATOR, ann, reason="enough", on=ON)


def test_the_sample_s_administrator_does_not_stand_in_for_a_real_one(session: Session) -> None:
    programme = builders.a_programme(session, is_sample=True)
    person = builders.a_person(session, programme)
    enrol_demo_account(session, OPERATOR, programme, "admin@beichen.example", Role.admin, person.code)
    ann = an_account(session, role=Role.admin)
    assert refused(Conflict, deactivate_account, session, OPERATOR, ann, "enough", ON) == "LAST_ADMINISTRATOR"


# --- One's own -------------------------------------------------------------------------------------------------------


def test_only_oneself_chooses_one_s_language_and_makes_one_s_tokens(session: Session) -> None:
    ann, bob = an_account(session, role=Role.admin), an_account(session, "bob@x.example")
    actor = acting(session, ann)
    assert choose_language(session, actor, ann, "zh-CN").language == "zh-CN"
    with pytest.raises(NotPermitted):
        choose_language(session, actor, bob, "zh-CN")
    with pytest.raises(NotPermitted):
        create_token(session, actor, bob, read_form(TokenForm, {"name": "mine"}), NOW)
    with pytest.raises(Invalid):
        choose_language(session, actor, ann, "fr")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "REQUIRED"), ("eleven char", "PASSWORD_LENGTH"), ("x" * 201, "PASSWORD_LENGTH"), ("ababababababab", "PASSWORD_TOO_PLAIN"),
        ("ann.lee@example.com", "PASSWORD_TOO_PLAIN"), ("Ann.Lee@Example.com", "PASSWORD_TOO_PLAIN"),
    ],
)  # fmt: skip
def test_a_password_too_plain_is_refused(password: str, code: str) -> None:
    assert [p.code for p in password_problems(password, "ann.lee@example.com")] == [code]


def test_a_sentence_in_any_script_is_a_password() -> None:
    for password in ("twelve chars", "上线是习惯的改变而不是软件的安装", "correct horse battery"):
        assert password_problems(password, "ann@x.example") == []


# --- The trail -------------------------------------------------------------------------------------------------------


def test_what_is_granted_is_in_the_trail_and_no_secret_is(database: Database) -> None:
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        ann = an_account(session, role=Role.pm, programme=programme)
        set_password(session, OPERATOR, ann, "$argon2id$the-hash", NOW)
        token, secret = create_token(session, OPERATOR, ann, read_form(TokenForm, {"name": "export"}), NOW)
        deactivate_account(session, OPERATOR, ann, reason="left", on=ON)
    with database.transaction(writes=False) as session:
        entries = session.exec(select(AuditEntry)).all()
        told = " ".join(e.changes for e in entries)
        assert [e.command for e in entries if e.kind in ("account", "membership", "api_token")] == [
            "open_account", "grant_role", "set_password", "create_token", "deactivate_account", "deactivate_account",
        ]  # fmt: skip
        assert '"role":[null,"pm"]' in told
        assert next(e for e in entries if e.kind == "membership").programme_id == programme.id
        for hidden in ("argon2id", secret, secret[10:]):
            assert hidden not in told
        assert audit.verify(session, database.audit_key, database.anchor())[1] == []
        assert session.get_one(ApiToken, token.id).withdrawn_reason == "account deactivated"


def test_a_stored_hash_is_replaced_not_doubled(session: Session) -> None:
    ann = an_account(session)
    store_hash(session, ann.key, "one")
    store_hash(session, ann.key, "two")
    claim = claim_of(session, ann.email)
    assert claim is not None
    assert claim.password == "two"


# --- The sample's people ---------------------------------------------------------------------------------------------


def test_sample_accounts_are_made_beside_a_sample_programme_only(session: Session, programme: Programme) -> None:
    person = builders.a_person(session, programme)
    call = (enrol_demo_account, session, OPERATOR, programme, "pm@beichen.example", Role.pm, person.code)
    assert refused(Conflict, *call) == "NOT_A_SAMPLE"
    assert demo_accounts(session) == []


def test_a_sample_account_is_called_as_its_person_and_shows_its_role(session: Session) -> None:
    programme = builders.a_programme(session, is_sample=True)
    person = builders.a_person(session, programme, name_zh="陈静", name_en="Chen Jing")
    for role in Role:
        enrol_demo_account(session, OPERATOR, programme, f"{role}@beichen.example", role, person.code)
    found = demo_accounts(session)
    assert [role for _, role in found] == list(Role)
    assert {account.name for account, _ in found} == {"陈静 Chen Jing"}
    by_role = {role: acting(session, account) for account, role in found}
    assert {actor.names for actor in by_role.values()} == {("陈静", "Chen Jing")}
    assert {account.language for account, _ in found} == {None}
    assert by_role[Role.pm].may(Permission.create_programme)
    assert not by_role[Role.sponsor].may(Permission.read_programme, 999)
    assert all(actor.is_person(person.id, programme.id) for actor in by_role.values())
