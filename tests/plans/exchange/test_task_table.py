"""Tables of tasks: headings in two languages, and every bad cell at its row and column."""

from datetime import date, datetime

import pytest

from governance.errors import Invalid
from plans.exchange import task_table
from plans.exchange.task_table import read_task_table
from plans.network import Link, LinkType, MilestoneKind


def test_a_chinese_table_is_read():
    table = read_task_table(
        [
            {
                "编号": "T1",
                "名称": "编写章程",
                "阶段": "启动",
                "部门": "PMO",
                "负责人": "李娜",
                "工期": "5天",
                "前置任务": None,
            },
            {
                "编号": "T2",
                "名称": "访谈",
                "工期": 3.0,
                "前置任务": "T1FS+2天",
                "开始": datetime(2026, 3, 9),
                "截止": "2026年3月20日",
            },
            {"编号": "M1", "名称": "章程签署", "类型": "里程碑", "前置任务": "T1，T2ss"},
        ]
    )
    assert table.problems == ()
    first, second, third = table.rows
    assert (first.code, first.name_zh, first.phase, first.department, first.owner) == (
        "T1",
        "编写章程",
        "启动",
        "PMO",
        "李娜",
    )
    assert (first.duration_min, first.links) == (2400, ())
    assert (second.duration_min, second.links) == (1440, (Link("T1", "T2", LinkType.FS, 960),))
    assert (second.start, second.deadline) == (date(2026, 3, 9), date(2026, 3, 20))
    assert (third.milestone, third.duration_min) == (MilestoneKind.finish, 0)
    assert [link.type for link in third.links] == ["FS", "SS"]


def test_an_english_table_is_read_and_one_name_column_goes_by_its_language():
    table = read_task_table(
        [
            {"ID": 12.0, "Name": "Draft", "Duration": "1w", "Predecessors": None},
            {"ID": 14, "Name": "访谈", "Duration": "4h", "Predecessors": "12FS+2d"},
        ]
    )
    assert table.problems == ()
    assert [(row.code, row.name_zh, row.name_en, row.duration_min) for row in table.rows] == [
        ("12", "", "Draft", 2400),
        ("14", "访谈", "", 240),
    ]
    assert table.rows[1].links == (Link("12", "14", LinkType.FS, 960),)


def test_outline_and_constraints_are_read_in_words_of_both_languages():
    table = read_task_table(
        [
            {"code": "S", "name": "Within", "kind": "Summary task", "part of": "", "constraint": "", "constraint date": ""},
            {"code": "A", "name": "a", "duration": "1d", "part of": "S", "constraint": "Finish no later than", "constraint date": "2026-05-29"},
            {"code": "B", "name": "b", "duration": "1d", "part of": "S", "constraint": "不得早于...开始", "constraint date": "2026-05-29"},
            {"code": "C", "name": "c", "duration": "1d", "kind": "持续性工作", "part of": "C", "constraint": "mso"},
            {"code": "D", "name": "d", "duration": "1d", "part of": "X", "constraint": "soon"},
        ]
    )  # fmt: skip
    assert [(r.kind, r.parent, r.constraint) for r in table.rows] == [
        ("summary", "", ""), ("", "S", "fnlt"), ("", "S", "snet"), ("loe", "", "mso"), ("", "", ""),
    ]  # fmt: skip
    assert table.rows[1].constraint_on == date(2026, 5, 29)
    assert [(p.code, p.facts["row"], p.facts["column"]) for p in table.problems] == [
        ("SELF_REFERENCE", 5, "part of"), ("REQUIRED", 5, "constraint date"), ("REF_NOT_FOUND", 6, "part of"), ("NOT_IN_ENUM", 6, "constraint"),
    ]  # fmt: skip


def test_every_bad_cell_is_named_by_row_and_column():
    table = read_task_table(
        [
            {
                "编号": "T1",
                "名称": "甲",
                "工期": "x",
                "前置任务": "T9, T1, T2SS+50%",
                "开始": "soon",
                "类型": "?",
                "颜色": "red",
            },
            {"编号": "", "名称": "", "工期": "-2d", "前置任务": None, "开始": None, "类型": None, "颜色": None},
            {"编号": None, "名称": " ", "工期": None, "前置任务": None, "开始": None, "类型": None, "颜色": None},
            {"编号": "T1", "名称": "乙", "工期": "1d", "前置任务": "T2", "开始": None, "类型": "里程碑", "颜色": None},
        ]
    )
    assert [(p.code, p.facts["row"], p.facts["column"]) for p in table.problems] == [
        ("UNKNOWN_COLUMN", 1, "颜色"),
        ("REF_NOT_FOUND", 2, "前置任务"),
        ("SELF_REFERENCE", 2, "前置任务"),
        ("REF_NOT_FOUND", 2, "前置任务"),
        ("LAG_IN_PERCENT", 2, "前置任务"),
        ("NOT_IN_ENUM", 2, "类型"),
        ("NOT_A_DATE", 2, "开始"),
        ("NOT_A_DURATION", 2, "工期"),
        ("REQUIRED", 3, "名称"),
        ("OUT_OF_RANGE", 3, "工期"),
        ("REQUIRED", 3, "编号"),
        ("REF_NOT_FOUND", 5, "前置任务"),
        ("MILESTONE_WITH_DURATION", 5, "工期"),
        ("NOT_UNIQUE", 5, "编号"),
    ]


def test_codes_that_exist_already_may_be_named_as_predecessors():
    rows = [{"code": "T9", "name": "New", "predecessors": "OLD1"}]
    assert [p.code for p in read_task_table(rows).problems] == ["REF_NOT_FOUND"]
    assert read_task_table(rows, known={"OLD1"}).problems == ()


def test_a_table_without_a_code_column_says_so_once():
    table = read_task_table([{"name": "A"}, {"name": "B"}])
    assert [(p.code, p.facts["column"]) for p in table.problems] == [("REQUIRED", "code")]


def test_the_same_column_twice_is_a_problem():
    table = read_task_table([{"code": "A", "id": "B", "name": "x"}])
    assert [p.code for p in table.problems] == ["NOT_UNIQUE"]


def test_more_rows_than_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(task_table, "MAX_ROWS", 1)
    with pytest.raises(Invalid):
        read_task_table([{"code": "A"}, {"code": "B"}])
