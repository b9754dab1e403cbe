"""Every register's states: each step that is not declared is refused, with what is possible named."""

from itertools import product
from typing import Any

import pytest

from governance.errors import Conflict
from governance.records import move
from governance.registers import Register, enum_of
from web import registry, served

served.enter_all()
# States that another record gives: a correction, a newer decision, reported progress.
FROM_ELSEWHERE = {"superseded", "in_progress", "complete"}
MACHINES = sorted((r for r in registry.REGISTERS.values() if r.transitions), key=lambda r: r.kind)


@pytest.mark.parametrize("register", MACHINES, ids=lambda r: r.kind)
def test_only_declared_steps_are_taken(register: Register) -> None:
    states: Any = enum_of(register, "status")
    for now, to in product(states, states):
        record = register.table(code="X-01", programme_id=1, status=now)  # pyright: ignore
        declared = register.transitions.get(now, frozenset())
        if to == now or to in declared:
            move(record, to, register.transitions)
            assert record.status == to  # pyright: ignore
            continue
        with pytest.raises(Conflict) as refused:
            move(record, to, register.transitions)
        assert refused.value.problems[0].facts["allowed"] == sorted(map(str, declared))
        assert record.status == now  # pyright: ignore


@pytest.mark.parametrize("register", MACHINES, ids=lambda r: r.kind)
def test_every_state_can_be_reached_from_the_one_a_record_begins_in(register: Register) -> None:
    states: Any = enum_of(register, "status")
    reached = {register.table(code="X-01", programme_id=1).status, *(s for s in states if s in FROM_ELSEWHERE)}  # pyright: ignore
    pending = list(reached)
    while pending:
        for to in register.transitions.get(pending.pop(), frozenset()) - reached:
            reached.add(to)
            pending.append(to)
    assert set(states) == reached


@pytest.mark.parametrize("register", MACHINES, ids=lambda r: r.kind)
def test_a_state_with_a_permission_or_form_of_its_own_is_a_state(register: Register) -> None:
    targets = {to for declared in register.transitions.values() for to in declared}
    assert set(register.permits) | register.by_form <= targets
