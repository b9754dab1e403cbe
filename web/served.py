"""What this app serves: every register, every page with a router of its own, and where each stands in the navigation."""

from fastapi import APIRouter

from governance.authority import Permission
from web.chrome import PLACES, place
from web.i18n import N_
from web.registry import REGISTERS, panel, serve


def enter_all() -> None:
    """Enter the registers and the navigation, once per process."""
    if PLACES:
        return
    from governance.change_control import CHANGE_REQUESTS
    from governance.decisions import DECISIONS
    from governance.directory import DEPARTMENTS, PEOPLE
    from governance.measurements import MEASUREMENTS
    from milestones.goal_tracking import GOALS
    from milestones.register import MILESTONES, TASK_REGISTER
    from plans.absences import ABSENCES
    from plans.assignments import RESOURCE_ASSIGNMENTS
    from plans.baseline_variance import BASELINES
    from plans.calendars import CALENDARS
    from plans.freeze_check import FREEZE_WINDOWS
    from plans.plan_lists import PHASES, WAVES
    from plans.progress import PROGRESS
    from plans.reviews import REVIEWS
    from plans.update_requests import UPDATE_REQUESTS
    from plans.what_ifs import WHAT_IFS
    from risks.register import RISKS
    from risks.responses import RESPONSES
    from stakeholders.commitments import COMMITMENTS
    from stakeholders.raci import ASSIGNMENTS, DELIVERABLES
    from stakeholders.register import STAKEHOLDERS
    from stakeholders.sponsors import SPONSORS

    serve(
        GOALS, MEASUREMENTS, DECISIONS, RISKS, RESPONSES, STAKEHOLDERS, SPONSORS, COMMITMENTS, DELIVERABLES, ASSIGNMENTS
    )
    serve(DEPARTMENTS, PEOPLE, CHANGE_REQUESTS)
    serve(
        TASK_REGISTER,
        MILESTONES,
        PHASES,
        WAVES,
        PROGRESS,
        CALENDARS,
        BASELINES,
        WHAT_IFS,
        RESOURCE_ASSIGNMENTS,
        UPDATE_REQUESTS,
    )
    serve(FREEZE_WINDOWS, REVIEWS, ABSENCES)
    for order, kind, label in (
        (20, "task", N_("Tasks")), (30, "milestone", N_("Milestones")), (40, "phase", N_("Phases")), (50, "wave", N_("Waves")),
        (60, "progress", N_("Progress")), (70, "calendar", N_("Calendars")), (80, "baseline", N_("Baselines")), (18, "what_if", N_("What-ifs")),
        (24, "resource_assignment", N_("Assignments")), (62, "update_request", N_("Update requests")),
        (72, "freeze_window", N_("Freeze windows")), (65, "review", N_("Reviews")), (70, "absence", N_("Absences")),
        (20, "goal", N_("Goals")), (30, "decision", N_("Decisions")), (40, "change_request", N_("Change requests")),
        (10, "risk", N_("Register")), (20, "response", N_("Responses")),
        (50, "department", N_("Departments")), (60, "person", N_("People")),
        (10, "stakeholder", N_("Stakeholders")), (20, "sponsor", N_("Sponsors")), (30, "commitment", N_("Commitments")),
    ):  # fmt: skip
        register = REGISTERS[kind]
        place(register.section, label, register.icon, "{programme}/" + register.plural, register.read, order)
    place("people", N_("Responsibilities"), "table", "{programme}/responsibilities", order=40)
    place("overview", N_("Overview"), "layout-dashboard", "{programme}/overview", order=10)
    place("reports", N_("Published reports"), "report", "{programme}/reports", order=10)
    place("plan", N_("Schedule"), "timeline", "{programme}/schedule", order=10)
    place("plan", N_("Outline"), "indent-increase", "{programme}/outline", order=10)
    place("plan", N_("Network"), "hierarchy", "{programme}/network", order=11)
    place("plan", N_("Schedule check"), "clipboard-check", "{programme}/schedule-check", order=12)
    place("plan", N_("What would hurt"), "alert-triangle", "{programme}/exposure", order=14)
    place("plan", N_("Hand-offs"), "arrow-right", "{programme}/hand-offs", order=16)
    place("plan", N_("Progress round"), "checklist", "{programme}/updates", order=58)
    place("plan", N_("Load"), "chart-bar", "{programme}/load", order=17)
    place("plan", N_("Levelling"), "scale", "{programme}/level", order=17)
    place("admin", N_("Import a plan"), "upload", "/imports", Permission.maintain_plan, 40)
    place("govern", N_("Charter"), "clipboard-check", "{programme}/charter", Permission.read_programme, 10)
    place("admin", N_("Audit trail"), "history", "{programme}/trail", Permission.read_audit, 20)
    place("admin", N_("API"), "api", "/api-docs", None, 30)
    place("admin", N_("Accounts"), "key", "/accounts", Permission.manage_accounts, 10)
    _enter_panels()


def _enter_panels() -> None:
    """What some registers show above their list, their record or their form."""
    from web.baseline_view import baseline_panel, needs_panel
    from web.change_view import change_panel
    from web.decides_view import decides_panel
    from web.freezes_view import freeze_panel, freezes_panel
    from web.pages import calendars, decisions, goals, risks, sponsors, stakeholders, tasks
    from web.reviews_view import review_panel, reviews_panel
    from web.what_if_view import try_panel, what_if_panel

    panel("task", "show", "plan/_task_panel.html", tasks.task_panel)
    panel("what_if", "show", "plan/_what_if.html", what_if_panel)
    panel("what_if", "edit:edits", "plan/_what_if_try.html", try_panel)
    panel("milestone", "show", "plan/_decides.html", decides_panel)
    panel("calendar", "index", "plan/_ready_made.html", calendars.ready_made_panel)
    panel("calendar", "show", "plan/_year_panel.html", calendars.calendar_panel)
    panel("person", "show", "plan/_absent.html", calendars.person_panel)
    panel("freeze_window", "index", "plan/_freezes.html", freezes_panel)
    panel("freeze_window", "show", "plan/_freezes.html", freeze_panel)
    panel("review", "index", "plan/_reviews.html", reviews_panel)
    panel("review", "show", "plan/_reviews.html", review_panel)
    panel("goal", "index", "goals/_counts.html", goals.goals_panel)
    panel("goal", "show", "goals/_panel.html", goals.goal_panel)
    panel("goal", "edit", "goals/_lint_live.html", goals.lint_panel)
    panel("change_request", "show", "changes/_change.html", change_panel)
    panel("baseline", "show", "plan/_baseline.html", baseline_panel)
    panel("baseline", "edit", "plan/_baseline_needs.html", needs_panel)
    panel("decision", "index", "decisions/_waiting.html", decisions.waiting_panel)
    panel("decision", "show", "decisions/_verdict.html", decisions.verdict_panel)
    panel("risk", "index", "risks/_matrix.html", risks.matrix_panel)
    panel("risk", "show", "risks/_standing.html", risks.standing_panel)
    panel("stakeholder", "index", "stakeholders/_grid.html", stakeholders.grid_panel)
    panel("stakeholder", "show", "stakeholders/_ladder.html", stakeholders.ladder_panel)
    panel("sponsor", "index", "stakeholders/_promises.html", sponsors.promises_panel)
    panel("sponsor", "show", "stakeholders/_promises.html", sponsors.sponsor_panel)
    panel("commitment", "index", "stakeholders/_promises.html", sponsors.promises_panel)
    panel("commitment", "show", "stakeholders/_keep.html", sponsors.keep_panel)


def routers() -> list[APIRouter]:
    """The pages that are more than a register, the most particular first."""
    from web.pages import (
        account,
        accounts,
        baselines,
        bulk_changes,
        calendar_feeds,
        calendars,
        cells,
        change_requests,
        decisions,
        first_run,
        freezes,
        goals,
        level,
        load,
        outline,
        plan,
        plan_exports,
        plan_imports,
        plan_review,
        plan_template,
        programmes,
        reports,
        reports_api,
        responsibilities,
        risks,
        saved_views,
        search,
        sign_in,
        sponsors,
        tasks,
        trail,
        updates,
        what_ifs,
    )

    reporting = [reports.router, reports_api.router]
    planning = [
        plan.router,
        plan.api,
        plan_review.router,
        plan_review.api,
        what_ifs.router,
        what_ifs.api,
        baselines.api,
        change_requests.api,
        outline.router,
        outline.api,
        updates.router,
        updates.api,
        load.router,
        load.api,
        level.router,
        level.api,
        plan_template.router,
        plan_template.api,
        plan_imports.router,
        calendars.router,
        calendars.api,
        freezes.api,
    ]
    planning += [plan_exports.router, plan_exports.api]
    people = [
        goals.router,
        decisions.router,
        change_requests.router,
        risks.router,
        sponsors.router,
        responsibilities.router,
    ]
    return [
        sign_in.router,
        first_run.router,
        account.router,
        calendar_feeds.router,
        accounts.router,
        *reporting,
        *people,
        *planning,
        programmes.router,
        search.router,
        saved_views.router,
        trail.router,
        cells.router,
        bulk_changes.router,
        tasks.router,  # after what stands below every list: `bulk` is no code of a task
    ]
