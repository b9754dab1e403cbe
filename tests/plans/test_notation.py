"""Durations and predecessors as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Invalid
from plans.durations import DayLength, Duration, format_duration, parse_duration
from plans.link_notation import format_links, parse_links
from plans.network import LagCalendar, Link, LinkType


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5d", 2400), ("3w", 7200), ("4h", 240), ("30m", 30), ("1.5d", 720), ("5天", 2400), ("2周", 4800),
        ("10wd", 4800), ("3个工作日", 1440), ("1w 2d", 3360), ("4h30m", 270), ("7", 3360), ("５天", 2400), ("90分钟", 90),
        ("2小时", 120), ("0", 0),
    ],
)  # fmt: skip
def test_a_duration_is_read(text: str, minutes: float):
    assert parse_duration(text) == Duration(minutes)


def test_an_elapsed_duration_counts_whole_days():
    assert parse_duration("2ed") == Duration(2880, elapsed=True)


def test_days_and_weeks_are_as_long_as_the_calendar_says():
    assert parse_duration("1w 1d", DayLength.of(450)).minutes == 6 * 450


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [("2x", "NOT_A_DURATION", 1), ("1d ?", "NOT_A_DURATION", 4), ("-3d", "OUT_OF_RANGE", None), ("", "REQUIRED", None)],
)
def test_what_is_no_duration_is_refused_with_the_position(text: str, code: str, position: int | None):
    with pytest.raises(Invalid) as refusal:
        parse_duration(text)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.value, problem.facts.get("position")) == (code, text, position)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(2400, "5d"), (720, "1.5d"), (240, "4h"), (30, "30m"), (0, "0d"), (500, "500m"), (0.8, "0.8m")],
)
def test_a_duration_is_written_in_the_largest_unit_that_fits(minutes: float, text: str):
    assert format_duration(minutes) == text


@given(st.integers(0, 10**7).map(lambda tenths: tenths / 10), st.sampled_from([450, 480, 510]))
def test_a_written_duration_reads_back_as_it_was(minutes: float, day: int):
    length = DayLength.of(day)
    assert parse_duration(format_duration(minutes, length), length).minutes == minutes


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("12FS+2d,14SS", [("12", "FS", 960), ("14", "SS", 0)]),
        ("T502SS+6", [("T502", "SS", 2880)]),
        ("M03", [("M03", "FS", 0)]),
        ("12FF-1d", [("12", "FF", -480)]),
        ("12+2d", [("12", "FS", 960)]),
        ("T-101；A.1ss-4h、T3 FS + 2 d", [("T-101", "FS", 0), ("A.1", "SS", -240), ("T3", "FS", 960)]),
        ("１２ＦＳ＋２周，T1sf+30分", [("12", "FS", 4800), ("T1", "SF", 30)]),
        ("-", []),
        ("", []),
    ],
)
def test_predecessors_are_read(text: str, links: list[tuple[str, str, float]]):
    read = parse_links(text, "X")
    assert [(link.source, link.type, link.lag_min) for link in read] == links
    assert all(link.target == "X" for link in read)


def test_a_known_id_that_ends_like_a_link_type_is_an_id():
    assert parse_links("CLASS", "X", known={"CLASS"}) == [Link("CLASS", "X")]
    assert parse_links("CLASS", "X") == [Link("CLA", "X", LinkType.SS)]


def test_every_problem_is_named_with_its_position():
    with pytest.raises(Invalid) as refusal:
        parse_links("T1, T9 , XSS, T1SS+50%,T1FS+2q, a b, T1", "X", known={"T1", "X"}, field="前置任务")
    assert [(p.code, p.facts["position"], p.field) for p in refusal.value.problems] == [
        ("REF_NOT_FOUND", 5, "前置任务"),
        ("SELF_REFERENCE", 10, "前置任务"),
        ("LAG_IN_PERCENT", 15, "前置任务"),
        ("NOT_A_DURATION", 24, "前置任务"),
        ("NOT_A_LINK", 33, "前置任务"),
        ("NOT_UNIQUE", 38, "前置任务"),
    ]


@given(
    st.lists(
        st.builds(
            Link,
            st.integers(1, 999).map(lambda n: f"T{n}"),
            st.just("X"),
            st.sampled_from(LinkType),
            st.sampled_from([0, 30, -480, 720, 2400, 0.5]),
            st.sampled_from([LagCalendar.project, LagCalendar.elapsed]),
        ),
        unique_by=lambda link: (link.source, link.type),
    )
)
def test_written_predecessors_read_back_as_they_were(links: list[Link]):
    expected = [link if link.lag_min else Link(link.source, "X", link.type) for link in links]
    assert parse_links(format_links(links), "X") == expected
