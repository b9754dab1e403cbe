"""A report written out by hand: a rollout on 3 July 2026 with a late interface, for whatever draws, words or files a report."""
# ruff: noqa: E501 - one record a line

from datetime import date
from decimal import Decimal as D

from milestones.rag import Rag, Reason
from milestones.report_changes import Change, ChangeKind, Changes
from milestones.report_facts import Ref, Text
from milestones.report_risks import Response, RiskLine, RiskPosition, Risks
from milestones.report_view import (
    Calculation,
    Cause,
    Commitments,
    DecisionNeeded,
    Engagement,
    GoalLine,
    Head,
    Headline,
    Issue,
    MilestoneLine,
    Money,
    People,
    Plan,
    PublishedReport,
    Report,
    Responsibilities,
    Strand,
    TrendClass,
    TrendPoint,
)

STATUS = date(2026, 7, 3)


def ref(kind: str, code: str, zh: str, en: str) -> Ref:
    return Ref(kind=kind, code=code, name=Text(zh=zh, en=en))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


PERSON = {
    code: ref("person", code, zh, en)
    for code, zh, en in (
        ("PER-01", "韩柏川", "Han Baichuan"), ("PER-03", "赵磊", "Zhao Lei"), ("PER-04", "何静雯", "He Jingwen"), ("PER-12", "刘敏", "Liu Min"),
        ("PER-15", "魏国强", "Wei Guoqiang"), ("PER-16", "林昊阳", "Lin Haoyang"), ("PER-17", "许振宇", "Xu Zhenyu"), ("PER-18", "孙倩", "Sun Qian"),
        ("PER-26", "蒋雪梅", "Jiang Xuemei"), ("PER-27", "苏婉", "Su Wan"), ("PER-33", "马骏", "Ma Jun"), ("PER-36", "丁岚", "Ding Lan"),
        ("PER-37", "顾明哲", "Gu Mingzhe"), ("PER-38", "陈思远", "Chen Siyuan"), ("PER-22", "邓杰", "Deng Jie"),
    )
}  # fmt: skip
_MILESTONES = (
    ("M01", "章程与发起人承诺签署", "Charter and sponsor commitments signed", None, 2, "PER-37", "03-10", "03-10", True, None),
    ("M02", "G1 目标与范围基线批准", "G1 goals and scope baselined", "G1", 4, "PER-38", "03-25", "03-25", True, None),
    ("M03", "G2 合同签署", "G2 contract signed", "G2", 4, "PER-36", "05-14", "05-14", True, None),
    ("M04", "G3 方案批准与范围冻结", "G3 design approved, scope frozen", "G3", 4, "PER-38", "05-28", "05-28", True, None),
    ("M05", "试点数据达到上线门槛", "Pilot data meets go-live thresholds", None, 3, "PER-18", "07-03", "07-03", True, None),
    ("M06", "集成测试通过", "Integration test passed", None, 3, "PER-17", "07-14", "07-22", False, 19),
    ("M07", "G4 UAT 签核", "G4 UAT signed off", "G4", 4, "PER-03", "08-10", "08-18", False, 0),
    ("M08", "G5 试点上线", "G5 pilot go-live", "G5", 5, "PER-03", "08-13", "08-21", False, 0),
    ("M09", "第 2 批上线", "Wave 2 go-live", None, 3, "PER-03", "09-14", "09-22", False, 0),
    ("M10", "第 3 批上线(全员)", "Wave 3 go-live, all users", None, 5, "PER-12", "10-10", "10-20", False, 0),
    ("M11", "G6 采用率达标评审", "G6 adoption target reviewed", "G6", 5, "PER-37", "11-11", "11-19", False, 0),
    ("M12", "G7 收益评审与移交关闭", "G7 benefits reviewed, handed over", "G7", 5, "PER-37", "11-20", "11-30", False, 0),
)  # fmt: skip
_GOALS = (
    ("G01", "CRM 周活跃用户数", "Weekly active CRM users", "users", "increase", "PER-03", "0", None, "146", "320", "11-11", (), Rag.no_data, Reason.no_measurement),
    ("G02", "系统可用性量表 SUS 得分", "System usability scale (SUS) score", "points", "increase", "PER-26", "52", "54", "60.3", "70", "11-05", ("52", "54"), Rag.off_track, Reason.far_below_expected),
    ("G03", "线索到订单平均周期", "Average lead-to-order time", "days", "decrease", "PER-04", "35", "33.5", "31.9", "28", "11-20", ("35", "35", "34", "33.5"), Rag.off_track, Reason.far_below_expected),
    ("G04", "客户满意度 CSAT(评 4–5 分的占比)", "CSAT, share of ratings 4 and 5", "%", "increase", "PER-12", "72", "74", "74.7", "78", "11-20", ("72", "72", "73", "74"), Rag.off_track, Reason.far_below_expected),
    ("G05", "滚动 12 个月客户流失率", "Customer churn, rolling 12 months", "%", "decrease", "PER-12", "14", "13.8", "13.3", "11", "2027-06-30", ("14", "13.8"), Rag.off_track, Reason.far_below_expected),
    ("G06", "商机赢单率", "Opportunity win rate", "%", "increase", "PER-03", "18", "18.4", "18.9", "21", "2027-03-31", ("18", "18.1", "18", "18.4"), Rag.watch, Reason.below_expected),
    ("G07", "客户主数据必填字段完整率", "Customer master data, mandatory completeness", "%", "increase", "PER-18", "71", "86", "82.7", "95", "10-28", ("71", "74", "79", "86"), Rag.on_track, Reason.as_expected),
    ("G08", "客户系统月度可用率", "Customer system availability per month", "%", "increase", "PER-16", "98.2", "98.6", "98.8", "99.5", "11-20", ("98.2", "98.4", "98.3", "98.6"), Rag.watch, Reason.below_expected),
)  # fmt: skip


def milestones() -> tuple[MilestoneLine, ...]:
    found = []
    for code, zh, en, gate, weight, owner, baseline, forecast, achieved, room in _MILESTONES:
        late = 0 if achieved else 6
        found.append(
            MilestoneLine(
                milestone=ref("milestone", code, zh, en), gate=gate, weight=weight, contractual=weight == 5, owner=PERSON[owner], baseline=day(baseline),
                forecast=day(forecast), achieved=achieved, variance_wd=late, commitment_float_wd=room, rag=Rag.done if achieved else Rag.off_track,
                reason=Reason.finished if achieved else Reason.very_late, trend=TrendClass.stable if achieved else TrendClass.slipping,
            )
        )  # fmt: skip
    return tuple(found)


def goals() -> tuple[GoalLine, ...]:
    found = []
    for code, zh, en, unit, direction, owner, baseline, now, expected, target, due, series, rag, reason in _GOALS:
        at = date.fromisoformat(due if len(due) > 5 else f"2026-{due}")
        start, here, end = D(baseline), D(now) if now else None, D(target)
        realised = None if here is None else (here - start) / (end - start)
        share = (D(expected) - start) / (end - start)
        found.append(
            GoalLine(
                goal=ref("goal", code, zh, en), kpi=Text(zh=zh, en=en), unit=unit, direction=direction, family=None, owner=PERSON[owner], baseline=start,
                baseline_on=day("03-13"), now=here, now_on=day("06-30") if here is not None else None, expected=D(expected), target=end, due=at,
                realised=realised, realised_of_expected=None if realised is None else realised / share, series=tuple(D(v) for v in series),
                trend="flat" if not series else "better", rag=rag, reason=reason,
            )
        )  # fmt: skip
    return tuple(found)


def risks() -> Risks:
    m8, m12, m6 = (m.milestone for m in milestones() if m.milestone.code in ("M06", "M08", "M12"))
    g7 = ref("goal", "G07", "客户主数据必填字段完整率", "Customer master data, mandatory completeness")
    named = (
        ("R05", "ERP 产品编码不一致", "ERP product codes do not match", "integration", 12, 0, Rag.off_track, Reason.no_response, "PER-17",
         Response(code="RSP-08", action=Text(zh="编制新旧产品编码对照表，匹配率达到 100% 并由供应链确认", en="Complete the table of old and new product codes to 100 % match, confirmed by supply chain"), owner=PERSON["PER-33"], due=day("06-26"), overdue_wd=5)),
        ("R08", "IT 人手不足", "Too few IT staff", "schedule", 12, 3, Rag.watch, Reason.above_appetite, "PER-16",
         Response(code="RSP-13", action=Text(zh="备份恢复演练与性能测试由供应商协助，释放基础架构人力", en="Let the vendor support the restore drill and performance test to free infrastructure staff"), owner=PERSON["PER-22"], due=day("07-15"), overdue_wd=0)),
        ("R02", "一线销售抵触使用", "Front-line sales resist the system", "adoption", 12, None, Rag.watch, Reason.above_appetite, "PER-27",
         Response(code="RSP-03", action=Text(zh="发布监控告知并逐组答疑，明确不做个人排名", en="Issue the monitoring notice and answer questions group by group: no personal rankings"), owner=PERSON["PER-27"], due=day("07-24"), overdue_wd=0)),
        ("R03", "数据清洗超时", "Data cleansing overruns", "data", 12, -4, Rag.watch, Reason.above_appetite, "PER-18",
         Response(code="RSP-06", action=Text(zh="第 2、3 批数据提前三周开始清洗", en="Start cleansing for waves 2 and 3 three weeks early"), owner=PERSON["PER-18"], due=day("08-21"), overdue_wd=0)),
        ("R10", "上线后支持缩减", "Support is cut after go-live", "adoption", 12, 0, Rag.watch, Reason.above_appetite, "PER-15",
         Response(code="RSP-15", action=Text(zh="支持台按三人编制运行，至少保留到上线后 40 个工作日", en="Run the support desk with three people for at least 40 working days after go-live"), owner=PERSON["PER-15"], due=day("08-06"), overdue_wd=0)),
    )  # fmt: skip
    top = tuple(
        RiskLine(
            risk=ref("risk", code, zh, en), category=category, score=score, level="high", movement=movement, rag=rag, reason=reason,
            owner=PERSON[owner], response=response, open_responses=2, milestones=(m6, m8, m12) if code == "R05" else (m8,), goals=(g7,),
            on_driving_path=code == "R05",
        )
        for code, zh, en, category, score, movement, rag, reason, owner, response in named
    )  # fmt: skip
    placed = (
        ("R01", 3, 4, 2, 3), ("R02", 3, 4, 2, 3), ("R03", 3, 4, 2, 3), ("R04", 2, 4, 2, 3), ("R05", 3, 4, 2, 3), ("R07", 2, 4, 1, 3), ("R08", 4, 3, 3, 3),
        ("R09", 3, 3, 2, 2), ("R10", 3, 4, 2, 2), ("R11", 3, 3, 2, 2), ("R12", 2, 5, 1, 5), ("R13", 2, 4, 1, 4), ("R14", 3, 3, 2, 3), ("R15", 3, 3, 2, 2),
        ("R16", 3, 4, 2, 3), ("R17", 3, 3, 2, 3), ("R18", 2, 3, 2, 2), ("R19", 3, 3, 2, 3),
    )  # fmt: skip
    positions = tuple(
        RiskPosition(code=c, name=Text(zh=c, en=c), kind="threat", probability=p, impact=i, score=p * i, residual_probability=rp, residual_impact=ri, rag=Rag.watch)
        for c, p, i, rp, ri in placed
    )  # fmt: skip
    return Risks(top=top, positions=positions, above_appetite=9)


def decisions() -> tuple[DecisionNeeded, ...]:
    m8 = ref("milestone", "M08", "G5 试点上线", "G5 pilot go-live")
    return (
        DecisionNeeded(
            decision=ref("decision", "D-013", "是否在试点前纳入合作伙伴门户（CR-03）？", "Shall the partner portal (CR-03) be built before the pilot?"),
            needed_by=day("07-08"), overdue_wd=0, owner=PERSON["PER-01"], forum=Text(zh="指导委员会", en="Steering committee"),
            consequence=Text(zh="影响超出项目经理 2 个工作日的权限；悬而不决，集成与测试范围就一直定不下来", en="The impact exceeds the project manager's limit of 2 working days; while open, the scope of integration and testing keeps shifting"),
            cost_of_waiting_wd=3, options=("纳入 / Include it", "二期 / Second stage"), milestones=(m8,),
        ),
        DecisionNeeded(
            decision=ref("decision", "D-014", "承诺完成日 2026-11-30 已无浮动：增加应急时间，还是削减范围？", "The committed finish of 2026-11-30 has no float left: add contingency or cut scope?"),
            needed_by=day("07-10"), overdue_wd=0, owner=PERSON["PER-01"], forum=Text(zh="发起人决策会", en="Sponsor decision meeting"),
            consequence=Text(zh="ERP 接口晚 6 个工作日后，预测完成日与承诺日同为 11-30；任何新的延误都会直接违约，客户与供应商的人员安排也无法落实", en="With the ERP interface 6 working days late the forecast equals the committed 30 November; any further slip breaks the commitment, and neither vendor nor customer staffing can be booked"),
            cost_of_waiting_wd=5, options=("应急 / Contingency", "范围 / Scope"), milestones=(m8,),
        ),
    )  # fmt: skip


def a_report() -> Report:
    m8 = ref("milestone", "M08", "G5 试点上线", "G5 pilot go-live")
    headline = Headline(
        shown=Rag.off_track, computed=Rag.off_track, reason=Reason.critical_child_off_track, confidence=D("0.97"),
        strands=(
            Strand(kind="milestone", counts={Rag.done: 5, Rag.off_track: 7}), Strand(kind="goal", counts={Rag.off_track: 4, Rag.watch: 2, Rag.on_track: 1, Rag.no_data: 1}),
            Strand(kind="risk", counts={Rag.off_track: 1, Rag.watch: 9, Rag.on_track: 9}), Strand(kind="task", counts={Rag.done: 56, Rag.off_track: 30, Rag.on_track: 10}),
        ),
        milestone=m8, baseline=day("08-13"), forecast=day("08-21"), variance_wd=6,
        cause=Cause(task=ref("task", "T411", "ERP 接口开发", "ERP interface"), department=ref("department", "IT", "信息技术部", "Information Technology"), owner=PERSON["PER-17"],
                    baseline=day("06-26"), forecast=day("07-10"), variance_wd=10, comment="编码映射 92%，剩余 5 天 / Code mapping at 92 %, 5 days remain"),
        decision=decisions()[1].decision, decide_by=day("07-10"), finish=day("11-30"), finish_variance_wd=6, commitment_float_wd=0,
    )  # fmt: skip
    trend = tuple(
        TrendPoint(status_date=day(on), issue=issue, forecasts={"M06": day(a), "M07": day(b), "M08": day(c), "M12": day(d)})
        for on, issue, a, b, c, d in (
            ("06-05", 1, "07-14", "08-10", "08-13", "11-20"), ("06-18", 2, "07-14", "08-10", "08-13", "11-20"), ("06-26", 3, "07-16", "08-12", "08-17", "11-24"),
            ("07-03", None, "07-22", "08-18", "08-21", "11-30"),
        )
    )  # fmt: skip
    people = People(
        engagement=Engagement(
            key=13, below_desired=10, resistant=3, current={"resistant": 3, "neutral": 5, "supportive": 4, "leading": 1},
            desired={"neutral": 1, "supportive": 7, "leading": 5}, support_index=D("0.12"), support=Rag.watch,
        ),
        commitments=Commitments(due=8, kept=6, late=1, broken=1, next_due=day("07-10")),
        responsibilities=Responsibilities(deliverables=20, with_errors=2, errors={"RACI_MULTI_A": 1, "RACI_NO_R": 1}),
    )  # fmt: skip
    changes = Changes(
        since_issue=3, since=day("06-26"), more=2,
        lines=(
            Change(kind=ChangeKind.colour, before="watch", after="off_track"),
            Change(kind=ChangeKind.headline_milestone, subject=m8, before="2026-08-17", after="2026-08-21", delta=4),
            Change(kind=ChangeKind.milestone_achieved, subject=ref("milestone", "M05", "试点数据达到上线门槛", "Pilot data meets go-live thresholds"), after="2026-07-03"),
            Change(kind=ChangeKind.milestones_moved, delta=4, others=("M06", "M07", "M09", "M10", "M11", "M12")),
            Change(kind=ChangeKind.decision_raised, subject=decisions()[1].decision),
        ),
    )  # fmt: skip
    return Report(
        head=Head(
            programme=ref("programme", "BCT", "北辰商贸 CRM 推广项目", "Beichen Trading CRM rollout"), status_date=STATUS, working_day=86, start=day("03-02"),
            target_finish=day("11-20"), committed_finish=day("11-30"), currency="CNY", sponsor=PERSON["PER-01"], manager=PERSON["PER-38"], calendar_until=day("12-31"), is_sample=True,
        ),
        headline=headline, plan=Plan(tasks=96, finished=56, due=59, due_finished=56, overdue=("T411", "T505", "T510")), decisions=decisions(),
        milestones=milestones(), trend=trend, goals=goals(), risks=risks(), money=Money(budget=D("1051600.00"), currency="CNY"), people=people, changes=changes,
        calculations=(
            Calculation(figure="variance", formula="variance", inputs={"baseline": "2026-08-13", "forecast": "2026-08-21"}, result=6, rows=("M08",), kind="milestone"),
            Calculation(figure="confidence", formula="confidence", inputs={"assessed": 134, "all": 138}, result="0.97", kind=None),
        ),
    )  # fmt: skip


def a_published_report() -> PublishedReport:
    return PublishedReport(
        report=a_report(),
        issue=Issue(number=4, author="pm@beichen.example", published_on="2026-07-03T10:00:00+00:00", digest="ab" * 32,
                    narrative=Text(zh="试点数据第 2 次试迁移通过。", en="Trial migration 2 of the pilot data was accepted.")),
    )  # fmt: skip
