"""The app with its real front door: people who sign in by password, programs that come with a token."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from governance.accounts import Account, AccountForm, account_named, open_account
from governance.api_tokens import TokenForm, create_token
from governance.authority import Role, operator
from governance.demo_accounts import enrol_demo_account
from governance.forms import read_form
from governance.memberships import grant_role
from governance.passwords import set_password
from governance.programmes import Programme, find_programme
from tests import builders
from web import passwords
from web.app import create_app
from web.database import Database
from web.settings import Settings

PASSWORD = "a rollout is a change of habits"
HOST, BASE = "127.0.0.1", "http://127.0.0.1"
OPERATOR = operator("tests")


@cache
def _quick() -> PasswordHash:
    """The same hash function at the least work it allows: a hundred sign-ins need not take a minute."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


HASHER = passwords._hasher
passwords._hasher = _quick


@cache
def hashed(password: str = PASSWORD) -> str:
    return passwords.hashed(password)


def open_for(database: Database, email: str, role: Role | None = None, programme: Programme | None = None) -> Account:
    """An account with the usual password and, where one is named, a role."""
    with database.transaction(writes=True) as session:
        form = read_form(AccountForm, {"email": email, "name": email.partition("@")[0].title()})
        account = open_account(session, OPERATOR, None, form)
        set_password(session, OPERATOR, account, hashed(), datetime.now(UTC))
        if role is not None:
            grant_role(session, OPERATOR, programme, account, role)
    return account


def token_for(database: Database, email: str, scope: str = "read", days: int = 30, at: datetime | None = None) -> str:
    with database.transaction(writes=True) as session:
        account, form = (
            account_named(session, email),
            read_form(TokenForm, {"name": "test", "scope": scope, "days": days}),
        )
        return create_token(session, OPERATOR, account, form, at or datetime.now(UTC))[1]


def version_on(client: TestClient, address: str) -> dict[str, str]:
    """The version that the forms of a page are sent with."""
    found = set(re.findall(r'name="version" value="(\d+)"', client.get(address).text))
    assert len(found) == 1, (address, found)
    return {"version": found.pop()}


@dataclass
class House:
    """The app over a database, and clients that come to its door."""

    database: Database
    settings: dict[str, Any] = field(default_factory=dict)
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        settings = {"data_dir": self.database.data_dir, "allowed_hosts": [HOST, "localhost"]} | self.settings
        self.app = create_app(Settings(**settings), self.database)

    def client(self, address: str = "127.0.0.1", base: str = BASE, **headers: str) -> TestClient:
        """A browser that is not signed in; it follows no redirect."""
        headers = {"origin": base} | {name.replace("_", "-"): value for name, value in headers.items()}
        return TestClient(self.app, base, headers=headers, client=(address, 50_000), follow_redirects=False)

    def signed_in(self, email: str, password: str = PASSWORD, **options: Any) -> TestClient:
        client = self.client(**options)
        answer = client.post("/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    def with_token(self, secret: str) -> TestClient:
        """A program: a token, neither cookie nor origin."""
        headers = {"authorization": f"Bearer {secret}"}
        return TestClient(self.app, BASE, headers=headers, client=("127.0.0.1", 50_000), follow_redirects=False)

    def sample(self) -> Programme:
        """A sample programme with one demo account for the manager and one for the administrator."""
        with self.database.transaction(writes=True) as session:
            programme = builders.a_programme(session, is_sample=True)
            person = builders.a_person(session, programme, code="PER-01")
            for role in (Role.admin, Role.pm, Role.executive):
                enrol_demo_account(session, OPERATOR, programme, f"{role}@beichen.example", role, person.code)
        return programme

    def programme(self, code: str = "BCT") -> Programme:
        with self.database.transaction(writes=True) as session:
            return builders.a_programme(session, code)

    def status_date(self, code: str = "BCT") -> Any:
        with self.database.transaction(writes=False) as session:
            return find_programme(session, OPERATOR, code).status_date
