"""The command line. Each command loads what it needs when it runs, so that `--help` costs nothing.

Exit 0 on success, 1 on a refusal (one sentence on the standard error), 2 on wrong usage.
"""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from web.cli_frame import in_terminal_language, opened, ready_database, refused, sentence_of, settings_at_hand
from web.cli_options import (
    AsJson,
    Code,
    Day,
    ExportFormat,
    LanguageTag,
    LevelDay,
    Output,
    Programme,
    ReportFormat,
    RoleName,
    ScopeName,
    SolverName,
)

# What a process loads stays: looking for garbage after every 700 new objects, as Python does unless it is told otherwise, would take a
# fifth of the time to start.
NEW_OBJECTS = 500_000

app = typer.Typer(
    name="steerboard", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
sample = typer.Typer(no_args_is_help=True, help="The sample rollout.")
user = typer.Typer(no_args_is_help=True, help="Accounts.")
token = typer.Typer(no_args_is_help=True, help="Personal API tokens.")
audit = typer.Typer(no_args_is_help=True, help="The trail of every change.")
for name, part in (("sample", sample), ("user", user), ("token", token), ("audit", audit)):
    app.add_typer(part, name=name)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"steerboard {version('steerboard')}")
        raise typer.Exit


@app.callback()
def _general(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")] = False,
) -> None:  # fmt: skip
    """Project governance and change management for CRM rollouts."""


# --- The server and its data -----------------------------------------------------------------------------------------


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.", show_default="8000")] = None,
    sample: Annotated[bool | None, typer.Option("--sample/--no-sample", help="Load the sample rollout if the database is new.")] = None,
) -> None:  # fmt: skip
    """Serve the app, after bringing the database up to date."""
    from web.serving import serve as run

    given = {"host": host, "port": port, "sample": sample}
    settings = settings_at_hand().model_copy(update={k: v for k, v in given.items() if v is not None})
    run(settings, tell=lambda line: print(line, flush=True))


@app.command()
def migrate() -> None:
    """Bring the database up to date; SQLite is backed up before."""
    from web.migrating import head, upgrade
    from web.serving import check_folder

    settings = settings_at_hand()
    check_folder(settings.data_dir)
    backup = upgrade(opened(settings))
    print(f"The database is at revision {head()}." + (f" A backup of how it was: {backup}" if backup else ""))


@app.command()
def template(
    code: Code,
    waves: Annotated[int, typer.Option(min=1, max=3, help="How many waves go live.")] = 3,
    deliverables: Annotated[bool, typer.Option(help="Deliverables for the responsibility matrix as well.")] = True,
) -> None:
    """Fill the empty plan of a programme from the template: a CRM rollout in seven phases."""
    from web.plan_cli import template_command

    ready_database()
    with in_terminal_language():
        print(template_command(settings_at_hand(), code, waves, deliverables))


@sample.command("load")
def load_sample_rollout() -> None:
    """Load the sample rollout with one account per role."""
    from web.sample.loading import load_sample

    load_sample(ready_database())
    print("The sample is loaded.")


@app.command()
def backup(path: Annotated[Path, typer.Argument(metavar="PATH", help="Archive to write.")]) -> None:
    """Write database, trail key and anchor into one archive, also while the server runs."""
    from web.backups import back_up
    from web.serving import check_folder

    settings = settings_at_hand()
    check_folder(settings.data_dir)
    back_up(settings, path)
    print(f"Backed up to {path}. The archive is not encrypted: keep it as safe as the server.")


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Archive to restore.")],
    force: Annotated[bool, typer.Option("--force", help="Put a database that is there aside and replace it.")] = False,
) -> None:
    """Restore an archive after checking it; the server must not be running."""
    from web.backups import restore as put_back

    count, aside = put_back(settings_at_hand(), path, force=force)
    print(f"Restored; {count} entries of the trail were verified. Everybody signs in anew.")
    if aside is not None:
        print(f"What was there before is in {aside}.")


@audit.command("verify")
def verify_audit() -> None:
    """Find any entry of the trail that was edited, removed or re-ordered."""
    from governance.audit import verify

    database = ready_database()
    with database.transaction(writes=False) as session:
        count, breaks = verify(session, database.audit_key, database.anchor())
    for broken in breaks[:20]:
        print(f"entry {broken.seq}: {broken.fault}", file=sys.stderr)
    if breaks:
        print(f"The trail does not hold: {len(breaks)} breaks in {count} entries.", file=sys.stderr)
        raise typer.Exit(1)
    print(f"The trail holds: {count} entries.")


# --- People and programs ---------------------------------------------------------------------------------------------


@user.command("add")
def add_user(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    role: Annotated[RoleName, typer.Option(help="The role that the account holds.")],
    programme: Annotated[str | None, typer.Option(metavar="CODE", help="Where the role holds; every programme if not given.")] = None,
    name: Annotated[str | None, typer.Option(help="The person's name; the part before the @ if not given.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from the standard input.")] = False,
) -> None:  # fmt: skip
    """Make an account, or give an account that exists a further role. Prints a password, once, unless it is handed in."""
    from web.cli_accounts import add_user as add

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    print(add(ready_database(), email, role, programme, name, password))


@token.command("create")
def create_token(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    scope: Annotated[ScopeName, typer.Option(help="What the token may do.")] = ScopeName.read,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
) -> None:
    """Print a personal API token, once (`Authorization: Bearer …`)."""
    from web.cli_accounts import create_token as create

    print(create(ready_database(), email, scope, days, name))


# --- Plans and reports -----------------------------------------------------------------------------------------------


@app.command("import")
def import_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan: .xml (Microsoft Project), .xlsx, .csv, .json; others with the extra mpp.")],
    programme: Programme = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Import a plan; nothing is written unless all of it can be."""
    from web.plan_cli import import_command

    ready_database()
    with in_terminal_language(not as_json):
        print(import_command(settings_at_hand(), file, programme, dry_run, as_json))


@app.command("export")
def export_programme(
    code: Code,
    output: Output,
    fmt: Annotated[ExportFormat, typer.Option("--format", help="What to write; mspdi is Microsoft Project's XML.")] = ExportFormat.json,
    lang: Annotated[LanguageTag, typer.Option(help="Language of names that are written once (mspdi, ics).")] = LanguageTag.en,
) -> None:  # fmt: skip
    """Export a programme, and say what the file cannot hold."""
    from web.plan_cli import export_command

    ready_database()
    with in_terminal_language():
        print(export_command(settings_at_hand(), code, fmt.value, output, lang.value))


@app.command()
def schedule(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Code of a programme, or a plan file (.xml, .json).")],
    status_date: Day = None,
    without_progress: Annotated[bool, typer.Option("--without-progress", help="As planned, whatever was done.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Compute a schedule: dates, floats, the critical path. A plan file needs no database."""
    from web.plan_cli import schedule_command

    if Path(source).suffix.lower() not in (".xml", ".json") and not Path(source).is_file():
        ready_database()
    with in_terminal_language(not as_json):
        print(schedule_command(settings_at_hand(), source, status_date, not without_progress, as_json))


@app.command()
def level(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Code of a programme, or a plan file (.json) with resources and demands.")],
    solver: Annotated[SolverName, typer.Option(help="Who levels: priority rules, or the exact solver of the extra.")] = SolverName.heuristic,
    time_limit: Annotated[float, typer.Option(min=0.1, max=86_400, metavar="S", help="Seconds at most.")] = 30,
    status_date: LevelDay = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Level a plan: dates that ask for no more of any resource than there is. Nothing is written."""
    from web.level_cli import is_plan_file, level_command

    if not is_plan_file(source):
        ready_database()
    with in_terminal_language():
        print(level_command(settings_at_hand(), source, solver.value, time_limit, status_date, as_json))


@app.command()
def report(
    code: Code,
    output: Output,
    fmt: Annotated[ReportFormat, typer.Option("--format", help="What to write.")] = ReportFormat.pdf,
    lang: Annotated[LanguageTag, typer.Option(help="Language of the report.")] = LanguageTag.en,
    status_date: Day = None,
) -> None:
    """Write the executive progress report."""
    from web.report_cli import report_command

    ready_database()
    print(report_command(settings_at_hand(), code, fmt.value, lang.value, status_date, output))


# --- The frame -------------------------------------------------------------------------------------------------------


def main() -> None:
    """The `steerboard` command."""
    gc.set_threshold(NEW_OBJECTS)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts it by another Python deserves a sentence
        return refused("Steerboard needs Python 3.11 or newer.")
    try:
        app(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        return refused(sentence)
    return 0


if __name__ == "__main__":
    main()
