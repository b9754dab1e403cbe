"""The network page: what waits for what, narrowed to phases or departments, with the way to a task made visible."""

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urlencode

from markupsafe import Markup

from plans.network import Link, LinkType
from plans.plan import PlannedTask, PlanSchedule
from plans.plan_insight import PlanInsight
from plans.progressed import Standing
from plans.tasks import TaskStatus
from web.access import Here
from web.charts.network import Edge, Node, draw
from web.i18n import gettext, language, ngettext, number, pick, plain_day
from web.plan_parts import current, name_of
from web.viewclass import viewclass
from web.views import FilterControl
from web.words.fields import label

MOST = 400  # more would be a web of lines: a phase or a department is asked for
WAYS = ("driving", "before", "after")
NOBODY = ""


@viewclass
class NetworkRow:
    """One task of the diagram in words."""

    code: str
    name: str
    href: str
    waits_for: str
    leads_to: str


@viewclass
class NetworkPage:
    title: str
    filters: list[FilterControl]
    chart: Markup | None
    rows: list[NetworkRow]
    shown: int
    total: int
    too_many: bool
    answer: str
    clear_href: str | None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def network_page(here: Here) -> NetworkPage:
    insight, asked = current(here), _asked(here)
    plan, title, base = insight.plan, gettext("Network"), f"{here.path}/network"
    tasks = _narrowed(plan, asked)
    looked = _looked(insight, asked)
    if looked is not None:
        near = _with_what_leads_in(plan, looked) if asked.get("way", "driving") == "driving" else looked
        tasks = {code: task for code, task in tasks.items() if code in near}
    too_many = len(tasks) > MOST
    nodes = {} if too_many else {code: _node(here, plan, task, looked) for code, task in tasks.items()}
    links = [] if too_many else [x for x in plan.network.links if x.source in nodes and x.target in nodes]
    lanes = [(code, x.name(language())) for code, x in plan.departments.items()] + [(NOBODY, gettext("No department"))]
    chart = draw(_layers(nodes, links), nodes, [_edge(plan, x, looked) for x in links], lanes, title) if nodes else None
    return NetworkPage(
        title=title, filters=_filters(plan, asked), chart=chart, rows=[_row(here, plan, task, links) for task in tasks.values()] if nodes else [],
        shown=len(tasks), total=len(plan.tasks), too_many=too_many, answer=_answer(plan, asked, looked),
        clear_href=f"{base}?{urlencode({'as_of': asked['as_of']})}" if asked.get("as_of") else base if asked else None, crumbs=[(title, None)],
    )  # fmt: skip


def _asked(here: Here) -> dict[str, str]:
    """What the address asks for, without what it cannot mean."""
    known = ("phase", "department", "to", "way", "as_of")
    asked = {k: v[:20] for k, v in here.request.query_params.items() if k in known and v}
    if asked.get("way", WAYS[0]) not in WAYS:
        asked.pop("way")
    return asked


def _narrowed(plan: PlanSchedule, asked: Mapping[str, str]) -> dict[str, PlannedTask]:
    """The tasks that are drawn: no summaries, for their tasks stand there; nothing called off."""
    gathering = {plan.network.activities[n].id for n in plan.network.table.summaries}
    return {
        code: task
        for code, task in plan.tasks.items()
        if code not in gathering and task.status != TaskStatus.cancelled
        and asked.get("phase") in (None, task.phase) and asked.get("department") in (None, task.department)
    }  # fmt: skip


def _looked(insight: PlanInsight, asked: Mapping[str, str]) -> frozenset[str] | None:
    """The tasks on the way that is asked for; None where none is."""
    import networkx

    to, graph = asked.get("to", "").upper(), insight.plan.network.graph()
    if to not in insight.plan.tasks:
        return None
    if asked.get("way", "driving") == "driving":
        return frozenset(insight.plan.schedule.driving_path(to)) | {to}
    reach = networkx.ancestors if asked["way"] == "before" else networkx.descendants
    return frozenset(reach(graph, to)) | {to}


def _with_what_leads_in(plan: PlanSchedule, path: frozenset[str]) -> frozenset[str]:
    """A path with what else its tasks wait for: what would decide next stands beside it."""
    return path | {x.source for x in plan.network.links if x.target in path}


def _layers(nodes: Mapping[str, Node], links: list[Link]) -> list[list[str]]:
    """Generations of what is drawn: links among the drawn alone count, so that a narrowed picture is no wider than need be."""
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((x.source, x.target) for x in links)
    order = {code: n for n, code in enumerate(nodes)}
    return [sorted(codes, key=order.__getitem__) for codes in networkx.topological_generations(graph)]


def _node(here: Here, plan: PlanSchedule, task: PlannedTask, looked: frozenset[str] | None) -> Node:
    scheduled, name = plan[task.code], pick(task.name_zh, task.name_en)
    state = {Standing.complete: "done", Standing.in_progress: "active"}.get(scheduled.standing, "open")
    when = f"{plain_day(scheduled.start.date())} – {plain_day(scheduled.finish.date())}"
    days = gettext("float {days} wd").format(days=number(round(plan.float_days(task.code), 1)))
    facts = [when] if state == "done" else [when, days, *([gettext("critical")] if task.code in plan.critical else [])]
    title = f"{task.code} {name}, {name_of(plan.departments, task.department)}: {', '.join(facts)}"
    return Node(
        task.code, name, task.department or NOBODY, f"{here.path}/schedule/tasks/{task.code}", title, state, task.is_milestone,
        task.code in plan.critical, None if looked is None else task.code in looked,
    )  # fmt: skip


def _edge(plan: PlanSchedule, link: Link, looked: frozenset[str] | None) -> Edge:
    lag = plan.calendar.days_of(link.lag_min)
    kind = "" if link.type == LinkType.FS and not lag else str(link.type)
    shown = f"{kind}{'+' if lag > 0 else '−'}{number(abs(round(lag, 1)))}" if lag else kind
    both = link.source in plan.critical and link.target in plan.critical
    return Edge(link.source, link.target, shown, both, None if looked is None else {link.source, link.target} <= looked)


def _row(here: Here, plan: PlanSchedule, task: PlannedTask, links: list[Link]) -> NetworkRow:
    before = ", ".join(x.source for x in links if x.target == task.code)
    after = ", ".join(x.target for x in links if x.source == task.code)
    return NetworkRow(task.code, pick(task.name_zh, task.name_en), f"{here.path}/schedule/tasks/{task.code}", before, after)  # fmt: skip


def _answer(plan: PlanSchedule, asked: Mapping[str, str], looked: frozenset[str] | None) -> str:
    """What the highlighted way is, in a sentence."""
    if looked is None:
        return ""
    to, found = asked["to"].upper(), len(looked) - 1
    name = f"{to} {pick(plan.tasks[to].name_zh, plan.tasks[to].name_en)}"
    match asked.get("way", "driving"):
        case "before":
            words = ngettext("{count} task comes before {task}.", "{count} tasks come before {task}.", found)
        case "after":
            words = ngettext("{count} task comes after {task}.", "{count} tasks come after {task}.", found)
        case _:
            words = ngettext(
                "{count} unfinished task decides when {task} comes.", "{count} unfinished tasks decide when {task} comes.", found
            )  # fmt: skip
    return words.format(count=number(found), task=name)


def _filters(plan: PlanSchedule, asked: Mapping[str, str]) -> list[FilterControl]:
    used = {t.department for t in plan.tasks.values()}
    ways = {"driving": gettext("What decides it"), "before": gettext("All before it"), "after": gettext("All after it")}
    choices: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("phase", label("phase"), [(p.code, f"{p.code} {pick(p.name_zh, p.name_en)}") for p in plan.phases]),
        (
            "department",
            label("department"),
            [(c, x.name(language())) for c, x in plan.departments.items() if c in used],
        ),
        ("to", gettext("Way to"), [(m.code, f"{m.code} {pick(m.name_zh, m.name_en)}") for m in plan.milestones]),
        ("way", gettext("Which way"), list(ways.items())),
    ]
    to = asked.get("to", "").upper()
    if to in plan.tasks and not plan.tasks[to].is_milestone:
        choices[2][2].append((to, f"{to} {pick(plan.tasks[to].name_zh, plan.tasks[to].name_en)}"))
    return [
        FilterControl(name, words, "select", asked.get(name, ""), [(v, t, v == asked.get(name, "").upper() or v == asked.get(name)) for v, t in options])
        for name, words, options in choices if options
    ]  # fmt: skip
