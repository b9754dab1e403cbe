# ruff: noqa: E501 — a made-up sentence stays on its line
"""Made-up contents for the generic pages, in the reader's language: the same objects that the application hands to templates."""

from datetime import date

from web.chrome import Chrome, Gate, Head, Item, PersonView, Phase, Section
from web.i18n import LOCALES, NAMES, language
from web.views import (
    Cell,
    Change,
    Chip,
    ColumnHead,
    ConflictRow,
    ConflictView,
    FactSection,
    FieldControl,
    FilterControl,
    HistoryEntry,
    ImportPreview,
    ImportProblem,
    ImportRow,
    RegisterEdit,
    RegisterHead,
    RegisterImport,
    RegisterIndex,
    RegisterShow,
    Related,
    Row,
    Verb,
)

BASE = "/programmes/BCT"


def tr(zh: str, en: str) -> str:
    return zh if language() == "zh-CN" else en


def chrome(title: str, *, programme: bool = True, notice: str | None = None, problems: tuple[str, ...] = ()) -> Chrome:
    made = Chrome(title=title, notice=notice, problems=list(problems), request_id="7f3a90c2", is_sample=True)
    made.languages = [(tag, NAMES[tag], tag == language(), f"?lang={tag}") for tag in LOCALES]
    made.person = PersonView(tr("周敏", "Zhou Min"), "zhou.min@beichen.example", [tr("项目经理", "Project manager")])
    made.nav = sections()
    made.crumbs = [(title, None)]
    if programme:
        name = tr("北辰商贸 CRM 推广", "Beichen Trading CRM rollout")
        made.programme = Head("BCT", name, date(2026, 7, 3), BASE, date(2026, 7, 3))
        made.programmes = [
            ("BCT", name, BASE),
            ("NHC", tr("南华制造 CRM 二期", "Nanhua Manufacturing CRM II"), "/programmes/NHC"),
        ]
        made.phases = phases()
        made.crumbs = [("BCT", BASE), *made.crumbs]
    return made


def sections() -> list[Section]:
    listed = [
        (tr("总览", "Overview"), "layout-dashboard", [(tr("管理层页", "Executive page"), "layout-dashboard", "")]),
        (
            tr("计划", "Plan"),
            "timeline",
            [
                (tr("进度", "Schedule"), "timeline", "schedule"),
                (tr("里程碑", "Milestones"), "diamond", "milestones"),
                (tr("任务", "Tasks"), "list-check", "tasks"),
                (tr("日历", "Calendars"), "calendar", "calendars"),
            ],
        ),
        (
            tr("治理", "Govern"),
            "target",
            [(tr("目标", "Goals"), "target", "goals"), (tr("决策", "Decisions"), "gavel", "decisions")],
        ),
        (
            tr("风险", "Risk"),
            "alert-triangle",
            [(tr("登记册", "Register"), "alert-triangle", "risks"), (tr("矩阵", "Matrix"), "grid-dots", "risk-matrix")],
        ),
        (
            tr("人员", "People"),
            "users",
            [
                (tr("干系人", "Stakeholders"), "users", "stakeholders"),
                (tr("发起人", "Sponsors"), "star", "sponsors"),
                (tr("职责", "Responsibilities"), "table", "raci"),
            ],
        ),
        (tr("报告", "Reports"), "report", [(tr("进展报告", "Progress reports"), "report", "reports")]),
        (
            tr("管理", "Admin"),
            "settings",
            [
                (tr("部门", "Departments"), "building", "departments"),
                (tr("人员名册", "Directory"), "id-badge", "people"),
            ],
        ),
    ]
    return [
        Section(n, i, [Item(label, f"{BASE}/{path}", symbol, path == "risks") for label, symbol, path in items])
        for n, i, items in listed
    ]


def phases() -> list[Phase]:
    listed = [
        ("P1", "启动与对齐", "Mobilise", "done", ("G1", date(2026, 3, 25), "done")),
        ("P2", "选型与合同", "Select", "done", ("G2", date(2026, 5, 14), "done")),
        ("P3", "流程与方案", "Design", "done", ("G3", date(2026, 5, 28), "done")),
        ("P4", "数据与集成", "Data & integration", "active", None),
        ("P5", "配置测试与准备", "Configure & test", "active", ("G4", date(2026, 8, 18), "late")),
        ("P6", "试点与分批推广", "Pilot & waves", "ahead", ("G5", date(2026, 8, 21), "late")),
        ("P7", "稳定与收益", "Stabilise", "ahead", ("G7", date(2026, 11, 30), "ahead")),
    ]
    return [
        Phase(
            code,
            tr(zh, en),
            state,
            Gate(g[0], tr("关口", "Gate") + f" {g[0]}", g[1], g[2], f"{BASE}/milestones/{g[0]}") if g else None,
        )
        for code, zh, en, state, g in listed
    ]


def risk_head() -> RegisterHead:
    return RegisterHead(
        "risk", "risks", tr("风险", "Risks"), tr("风险", "risk"),
        tr("可能发生什么、因为什么、会造成什么后果;谁负责、怎么应对。", "What may happen, because of what, to what effect; who owns it and what is done about it."),
        "alert-triangle", f"{BASE}/risks", tr("提出风险", "Raise risk"),
    )  # fmt: skip


RISKS = [
    (
        "R05",
        "ERP 产品编码不一致,接口返工",
        "ERP product codes differ, interfaces are reworked",
        "integration",
        12,
        6,
        "信息技术部 · 李航",
        "IT · Li Hang",
        date(2026, 7, 8),
        "in_treatment",
    ),
    (
        "R02",
        "改变习惯与被监控的担忧引起一线抵触",
        "Changed habits and fear of being watched make the field resist",
        "adoption",
        12,
        6,
        "变革负责人 · 陈静",
        "Change lead · Chen Jing",
        date(2026, 7, 10),
        "in_treatment",
    ),
    (
        "R03",
        "数据分散重复,清洗超时",
        "Scattered, duplicated data: cleansing takes longer than planned",
        "data",
        12,
        6,
        "数据治理 · 王珂",
        "Data steward · Wang Ke",
        date(2026, 7, 3),
        "monitored",
    ),
    (
        "R06",
        "条款分歧使合同谈判拖延",
        "Disputed clauses delay the contract",
        "vendor",
        10,
        6,
        "法务 · 赵岩",
        "Legal · Zhao Yan",
        date(2026, 6, 26),
        "closed",
    ),
    (
        "R12",
        "权限与日志不足导致数据泄露",
        "Weak permissions and logs let data leak",
        "security",
        10,
        5,
        "信息安全 · 孙立",
        "Security · Sun Li",
        date(2026, 7, 15),
        "assessed",
    ),
    (
        "R11",
        "必填字段过多,录入负担重",
        "Too many mandatory fields burden the users",
        "process",
        9,
        4,
        "销售部 · 何颖",
        "Sales · He Ying",
        None,
        "identified",
    ),
    (
        "R19",
        "维护费上涨,停止优化",
        "Rising maintenance fees end the improvements",
        "cost",
        9,
        6,
        "财务部 · 钱进",
        "Finance · Qian Jin",
        date(2026, 9, 1),
        "monitored",
    ),
]
WORDS = {
    "integration": ("集成", "Integration"), "adoption": ("采用", "Adoption"), "data": ("数据", "Data"), "vendor": ("供应商", "Vendor"), "security": ("安全", "Security"),
    "process": ("流程", "Process"), "cost": ("成本", "Cost"), "in_treatment": ("应对中", "In treatment"), "monitored": ("监控中", "Monitored"), "closed": ("已关闭", "Closed"),
    "assessed": ("已评估", "Assessed"), "identified": ("已识别", "Identified"),
}  # fmt: skip


def level(score: int) -> Cell:
    word, tone = (
        (("高", "High"), "watch")
        if score >= 10
        else (("中", "Moderate"), "muted")
        if score >= 5
        else (("低", "Low"), "on_track")
    )
    return Cell(
        "badge",
        tr(*word),
        tone=tone if score < 12 else "off_track",
        title=tr("概率 × 最大影响", "Probability × largest impact"),
    )


def risk_rows() -> list[Row]:
    from web.i18n import plain_day

    return [
        Row(
            code, f"{BASE}/risks/{code}",
            [
                Cell("text", tr(zh, en)), level(score), Cell("number", str(score)), Cell("number", str(after)),
                Cell("badge", tr(*WORDS[category])), Cell("person", tr(who_zh, who_en), f"{BASE}/people/PER-01"),
                Cell("date", plain_day(due)) if due else Cell("date", "—", tone="muted"), Cell("badge", tr(*WORDS[status])),
            ],
            withdrawn=code == "R06",
        )
        for code, zh, en, category, score, after, who_zh, who_en, due, status in RISKS
    ]  # fmt: skip


def risk_columns() -> list[ColumnHead]:
    listed = [
        ("code", "编号", "Code", "", False), ("title", "标题", "Title", "", False), ("level", "等级", "Level", "", False), ("score", "评分", "Score", "1–25", True),
        ("residual", "剩余", "Residual", "1–25", True), ("category", "类别", "Category", "", False), ("owner", "负责人", "Owner", "", False),
        ("review_due", "复核日期", "Review due", "", False), ("status", "状态", "Status", "", False),
    ]  # fmt: skip
    return [
        ColumnHead(k, tr(zh, en), unit, num, f"?sort={k}", "desc" if k == "score" else "")
        for k, zh, en, unit, num in listed
    ]


def risk_index(rows: list[Row], *, chips: bool = True) -> RegisterIndex:
    head = risk_head()
    options = [(k, tr(*WORDS[k]), k == "data") for k in ("integration", "adoption", "data", "vendor")]
    return RegisterIndex(
        register=head, title=head.title, columns=risk_columns(), rows=rows,
        filters=[
            FilterControl("category", tr("类别", "Category"), "select", "data", options),
            FilterControl("status", tr("状态", "Status"), "select", "", [(k, tr(*WORDS[k]), False) for k in ("identified", "assessed", "monitored", "closed")]),
            FilterControl("above_appetite", tr("超出容忍", "Above appetite"), "flag", ""),
        ],
        chips=[Chip(f"{tr('类别', 'Category')}: {tr('数据', 'Data')}", head.href)] if chips else [], q="", sort="-score", total=120, page=2, pages=3,
        prev_href="?page=1", next_href="?page=3", may_create=True, create_href=f"{head.href}/new", import_href=f"{head.href}/import",
        csv_href=f"{head.href}/export.csv", xlsx_href=f"{head.href}/export.xlsx", withdrawn=False,
    )  # fmt: skip


def risk_show() -> RegisterShow:
    person = Cell("person", tr("李航", "Li Hang"), f"{BASE}/people/PER-04", title="PER-04")
    facts = [
        (
            tr("原因", "Cause"),
            Cell(
                "text",
                tr(
                    "ERP 与 CRM 的产品编码规则不同,历史数据各自维护,没有统一主数据。",
                    "ERP and CRM follow different rules for product codes; each keeps its own history and there is no common master.",
                ),
            ),
            "",
        ),
        (tr("事件", "Event"), Cell("text", tr("接口 T411 返工", "Interface T411 has to be reworked")), ""),
        (
            tr("后果", "Effect"),
            Cell(
                "text",
                tr(
                    "联调推迟,试点上线随之后移 6 个工作日",
                    "Integration testing slips, and the pilot with it by 6 working days",
                ),
            ),
            "",
        ),
    ]
    scores = [
        (tr("概率", "Probability"), Cell("number", "3"), tr("1–5", "1–5")), (tr("进度影响", "Impact on schedule"), Cell("number", "4"), ""),
        (tr("等级", "Level"), level(12), ""), (tr("剩余评分", "Residual score"), Cell("number", "6"), ""), (tr("负责人", "Owner"), person, ""),
        (tr("任务", "Tasks"), Cell("list", "", value=[("T411", f"{BASE}/tasks/T411"), ("T412", f"{BASE}/tasks/T412"), ("T413", f"{BASE}/tasks/T413")]), ""),
        (tr("复核日期", "Review due"), Cell("date", tr("2026年7月8日", "8 Jul 2026")), ""), (tr("预计损失", "Expected loss"), Cell("money", "", value=None), ""),
    ]  # fmt: skip
    responses = [
        Row("RSP-03", f"{BASE}/responses/RSP-03", [Cell("text", tr("建立产品编码对照表并由财务确认", "Map the product codes and have finance confirm the map")), Cell("badge", tr("进行中", "Open"), tone="watch"), Cell("person", tr("李航", "Li Hang")), Cell("date", tr("7月10日", "10 Jul"))]),
        Row("RSP-04", f"{BASE}/responses/RSP-04", [Cell("text", tr("接口先用样本数据联调", "Test the interface with a data sample first")), Cell("badge", tr("已完成", "Done"), tone="done"), Cell("person", tr("吴昊", "Wu Hao")), Cell("date", tr("6月26日", "26 Jun"))]),
    ]  # fmt: skip
    heads = [
        ColumnHead(k, tr(zh, en))
        for k, zh, en in (
            ("code", "编号", "Code"),
            ("action", "措施", "Action"),
            ("status", "状态", "Status"),
            ("owner", "负责人", "Owner"),
            ("due", "期限", "Due"),
        )
    ]
    history = [
        HistoryEntry(tr("2026年7月3日 09:12 UTC", "3 Jul 2026 09:12 UTC"), tr("周敏", "Zhou Min"), tr("修改了风险", "Changed the risk"), tr("6月复核", "June review"), [Change(tr("概率", "Probability"), "2", "3"), Change(tr("复核日期", "Review due"), "—", tr("2026年7月8日", "8 Jul 2026"))]),
        HistoryEntry(tr("2026年3月20日 02:40 UTC", "20 Mar 2026 02:40 UTC"), tr("李航", "Li Hang"), tr("提出了风险", "Raised the risk"), "", []),
    ]  # fmt: skip
    base = f"{BASE}/risks/R05"
    verbs = [
        Verb(tr("监控中", "Monitored"), f"{base}/status", {"to": "monitored"}, needs_reason=True), Verb(tr("已关闭", "Closed"), f"{base}/status", {"to": "closed"}, needs_reason=True),
        Verb(tr("撤回风险", "Withdraw"), f"{base}/withdrawal", {}, "danger", True, "archive", tr("不再显示和计数;记录及其历史保留。", "It will no longer be shown or counted. The record and its history stay.")),
    ]  # fmt: skip
    return RegisterShow(
        risk_head(), "R05", tr("ERP 产品编码不一致,接口返工", "ERP product codes differ, interfaces are reworked"), Cell("badge", tr("应对中", "In treatment")), 4,
        [FactSection(tr("说明", "Description"), facts), FactSection(tr("评估与归属", "Assessment and ownership"), scores)],
        [Related(tr("应对措施", "Responses"), f"{BASE}/responses?risk=R05", heads, responses, f"{BASE}/responses/new?risk=R05")], history, verbs, True, f"{base}/edit", None,
    )  # fmt: skip


def risk_fields(*, wrong: bool) -> list[FieldControl]:
    scale = [(str(n), str(n)) for n in range(1, 6)]

    def pair(name: str, zh: str, en: str, kind: str = "line", **more: object) -> FieldControl:
        label = tr(zh, en)
        values = more.pop("values", ("", ""))
        halves = tuple(
            FieldControl(f"{name}_{tag}", label, kind, value) for tag, value in zip(("zh", "en"), values, strict=True)
        )  # pyright: ignore
        return FieldControl(name, label, kind, pair=halves, **more)  # pyright: ignore

    people = [("PER-01", tr("PER-01 周敏", "PER-01 Zhou Min")), ("PER-04", tr("PER-04 李航", "PER-04 Li Hang"))]
    tasks = [(f"T{n}", tr(f"T{n} 接口开发 {n}", f"T{n} Build interface {n}")) for n in range(401, 417)]
    return [
        FieldControl("code", tr("编号", "Code"), "line", "", tr("留空则接续编号 R21。", "Leave blank for the next: R21."), max_length=14),
        pair("title", "标题", "Title", required=True, values=("ERP 产品编码不一致", ""), hint=tr("至少填写一种语言。", "At least one language.")),
        pair("cause", "原因", "Cause", "text"),
        FieldControl("probability", tr("概率", "Probability"), "select", "7" if wrong else "3", tr("1 罕见 … 5 几乎必然", "1 rare … 5 almost certain"), True, scale, errors=[tr("7 不在 1 到 5 之间。请选择一个等级。", "7 is not between 1 and 5. Choose a level.")] if wrong else []),
        FieldControl("owner", tr("负责人", "Owner"), "reference", "PER-04", options=people),
        FieldControl("review_due", tr("复核日期", "Review due"), "date", "2026-07-08", min="2026-03-02"),
        FieldControl("cost", tr("预计损失", "Expected loss"), "decimal", "abc" if wrong else "120000", unit="CNY", errors=[tr("“abc”不是数字。请输入金额,例如 120000。", "“abc” is not a number. Enter an amount such as 120000.")] if wrong else []),
        FieldControl("duration", tr("工期", "Duration"), "duration", "5d", tr("5d、3w 或 4h", "5d, 3w or 4h")),
        FieldControl("tasks", tr("任务", "Tasks"), "references", ["T411", "T412"], tr("编号以逗号分隔。", "Codes, parted by commas."), options=tasks),
        FieldControl("is_group", tr("是群体", "Is a group"), "flag", False),
        FieldControl("notes", tr("备注", "Notes"), "text", ""),
        FieldControl("tags", tr("标签", "Tags"), "tags", ["ERP", tr("接口", "interface")]),
    ]  # fmt: skip


def risk_edit(*, wrong: bool = False, conflict: bool = False) -> RegisterEdit:
    problems = [
        (
            "probability",
            tr("概率", "Probability"),
            tr("7 不在 1 到 5 之间。请选择一个等级。", "7 is not between 1 and 5. Choose a level."),
        ),
        (
            "cost",
            tr("预计损失", "Expected loss"),
            tr("“abc”不是数字。请输入金额,例如 120000。", "“abc” is not a number. Enter an amount such as 120000."),
        ),
    ]
    rows = [
        ConflictRow("title_zh", tr("标题 中", "Title 中"), "ERP 产品编码不一致", "ERP 与 CRM 产品编码不一致", True),
        ConflictRow("probability", tr("概率", "Probability"), "3", "4", True), ConflictRow("owner", tr("负责人", "Owner"), "PER-04", "PER-04", False),
    ]  # fmt: skip
    return RegisterEdit(
        risk_head(), "R05" if conflict else None, tr("修改风险", "Edit risk") if conflict else tr("提出风险", "Raise risk"), risk_fields(wrong=wrong), problems if wrong else [], 4 if conflict else None,
        f"{BASE}/risks", f"{BASE}/risks", tr("保存", "Save") if conflict else tr("提出风险", "Raise risk"), ConflictView(tr("李航", "Li Hang"), tr("2026年7月3日 09:12 UTC", "3 Jul 2026 09:12 UTC"), 5, rows) if conflict else None,
    )  # fmt: skip


def risk_import(*, preview: bool) -> RegisterImport:
    help_rows = [
        ("code", tr("编号", "Code"), tr("留空则接续编号。", "Blank continues the series."), False), ("title_zh", tr("标题(中文)", "Title in Chinese"), tr("两种语言至少一种。", "One of the two languages is needed."), True),
        ("title_en", tr("标题(英文)", "Title in English"), "", False), ("probability", tr("概率", "Probability"), "1–5", True), ("owner", tr("负责人", "Owner"), tr("人员编号", "Code of a person"), False),
    ]  # fmt: skip
    seen = ImportPreview(
        "t0k3n", "risks-2026-07.xlsx", 12, 3, 5,
        [ImportRow(2, "R21", "create", tr("试点支持不足", "Too little support in the pilot")), ImportRow(3, "R05", "change", tr("概率 3 → 4", "Probability 3 → 4")), ImportRow(4, "R06", "same", ""), ImportRow(5, "", "refused", tr("缺少概率", "Probability is missing"))],
        [ImportProblem(5, "probability", "", tr("必填。请输入 1 到 5。", "Needed. Enter 1 to 5.")), ImportProblem(9, "owner", "PER-99", tr("没有编号为 PER-99 的人员。请先添加,或改用已有编号。", "No person has the code PER-99. Add the person first, or use another code."))], True,
    )  # fmt: skip
    return RegisterImport(
        risk_head(),
        tr("导入风险", "Import risks"),
        f"{BASE}/risks/import",
        f"{BASE}/risks/import/confirmation",
        help_rows,
        f"{BASE}/risks/import/template.csv",
        seen if preview else None,
    )
