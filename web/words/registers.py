"""What registers are called, what belongs in them and why, and what their actions are called."""

from dataclasses import dataclass

from web.i18n import N_, gettext


@dataclass(frozen=True, slots=True)
class RegisterWords:
    plural: str
    singular: str
    purpose: str
    create: str
    withdraw: str = N_("Withdraw")


WORDS: dict[str, RegisterWords] = {
    "programme": RegisterWords(N_("Programmes"), N_("Programme"), N_("One CRM rollout each, with its charter."), N_("Open programme"), N_("Close programme")),
    "department": RegisterWords(N_("Departments"), N_("Department"), N_("The units that the rollout touches: their duties, their licences and what is in it for them."), N_("Add department")),
    "person": RegisterWords(N_("People"), N_("Person"), N_("Everyone who owns, decides, supports or resists: every duty needs a name."), N_("Add person")),
    "risk": RegisterWords(N_("Risks"), N_("Risk"), N_("What may happen, because of what, to what effect; who owns it and what is done about it."), N_("Raise risk")),
}  # fmt: skip


def words_of(kind: str) -> RegisterWords:
    """The words of a register in the reader's language."""
    known = WORDS.get(kind) or RegisterWords(
        kind.replace("_", " ").capitalize() + "s", kind.capitalize(), "", f"Add {kind}"
    )
    return RegisterWords(
        *(gettext(w) for w in (known.plural, known.singular, known.purpose, known.create, known.withdraw))
    )


COMMANDS: dict[str, str] = {
    "charter_programme": N_("Opened the programme"), "revise_charter": N_("Changed the charter"), "move_programme": N_("Changed the status"),
    "set_status_date": N_("Moved the status date"), "close_programme": N_("Closed the programme"),
    "open_department": N_("Added the department"), "revise_department": N_("Changed the department"), "close_department": N_("Withdrew the department"),
    "enrol_person": N_("Added the person"), "revise_person": N_("Changed the person"), "release_person": N_("Withdrew the person"),
    "raise_risk": N_("Raised the risk"), "revise_risk": N_("Changed the risk"), "withdraw_risk": N_("Withdrew the risk"), "move_risk": N_("Changed the status"),
}  # fmt: skip


def command_label(name: str) -> str:
    known = COMMANDS.get(name)
    return gettext(known) if known else name.replace("_", " ").capitalize()
