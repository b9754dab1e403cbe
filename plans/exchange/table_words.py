"""What headings, kinds and constraints are called in tables of tasks, in Chinese and English."""

from plans.network import MilestoneKind

HEADINGS = {
    "code": ("code", "id", "task", "task id", "no", "编号", "任务编号", "代码", "序号"),
    "name_zh": ("name_zh", "name (zh)", "chinese name", "中文名称", "名称(中文)", "名称", "任务名称"),
    "name_en": ("name_en", "name (en)", "english name", "英文名称", "名称(英文)"),
    "name": ("name", "task name", "title"),
    "phase": ("phase", "阶段", "所属阶段"),
    "wave": ("wave", "批次"),
    "parent": ("parent", "parent task", "part of", "隶属于", "上级任务"),
    "department": ("department", "dept", "部门", "责任部门", "负责部门"),
    "owner": ("owner", "responsible", "assignee", "负责人", "责任人"),
    "duration": ("duration", "days", "工期", "工期(天)", "工期(工作日)", "天数"),
    "predecessors": ("predecessors", "predecessor", "depends on", "前置任务", "前置", "依赖"),
    "kind": ("kind", "type", "milestone", "类型", "里程碑"),
    "start": ("start", "start no earlier than", "earliest start", "开始", "开始日期", "最早开始"),
    "constraint_type": ("constraint_type", "constraint", "constraint type", "约束", "约束类型", "限制类型"),
    "constraint_on": ("constraint_on", "constraint date", "约束日期", "限制日期"),
    "deadline": ("deadline", "due", "due date", "截止", "截止日期", "期限"),
    "calendar": ("calendar", "日历"),
    "notes": ("notes", "note", "comment", "备注", "说明"),
}
COLUMNS = frozenset(HEADINGS)
COLUMN_OF = {heading: column for column, headings in HEADINGS.items() for heading in headings}

SUMMARY, EFFORT = "summary", "loe"
KINDS: dict[str, MilestoneKind | str | None] = {
    **dict.fromkeys(("", "task", "任务", "no", "n", "否", "0", "false"), None),
    **dict.fromkeys(("milestone", "finish", "finish milestone", "里程碑", "完成里程碑", "yes", "y", "是", "1", "true"),
                    MilestoneKind.finish),
    **dict.fromkeys(("start", "start milestone", "开始里程碑"), MilestoneKind.start),
    **dict.fromkeys((SUMMARY, "summary task", "摘要", "摘要任务"), SUMMARY),
    **dict.fromkeys((EFFORT, "level of effort", "持续性工作"), EFFORT),
}  # fmt: skip
CONSTRAINTS = {
    "asap": ("as soon as possible", "越早越好"),
    "alap": ("as late as possible", "越晚越好"),
    "snet": ("start no earlier than", "不得早于…开始"),
    "snlt": ("start no later than", "不得晚于…开始"),
    "fnet": ("finish no earlier than", "不得早于…完成"),
    "fnlt": ("finish no later than", "不得晚于…完成"),
    "mso": ("must start on", "必须开始于"),
    "mfo": ("must finish on", "必须完成于"),
}
CONSTRAINT_OF = {word: kind for kind, words in CONSTRAINTS.items() for word in (kind, *words)}
