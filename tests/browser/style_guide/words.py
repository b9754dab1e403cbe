# ruff: noqa: E501 — a made-up sentence stays on its line
"""Contents of the pages around the registers."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as View

from tests.browser.style_guide.contents import tr
from web.views import Cell, FieldControl


def macros() -> View:
    return View(title="Macros")


def programmes() -> View:
    rows = [
        View(code="BCT", name=tr("北辰商贸 CRM 推广", "Beichen Trading CRM rollout"), href="/programmes/BCT", status=Cell("badge", tr("关注", "Watch"), tone="watch"), phase=tr("数据与集成", "Data & integration"), status_date=date(2026, 7, 3), target_finish=date(2026, 11, 30), sponsor=tr("总经理 · 林峰", "CEO · Lin Feng")),
        View(code="NHC", name=tr("南华制造 CRM 二期", "Nanhua Manufacturing CRM II"), href="/programmes/NHC", status=Cell("badge", tr("无数据", "No data"), tone="no_data"), phase=None, status_date=date(2026, 7, 1), target_finish=date(2027, 3, 31), sponsor=None),
    ]  # fmt: skip
    return View(
        title=tr("项目", "Programmes"),
        rows=rows,
        may_create=True,
        create_href="/programmes/new",
        import_href="/programmes/import",
        sample_href=None,
    )


def no_programmes() -> View:
    return View(
        title=tr("项目", "Programmes"),
        rows=[],
        may_create=True,
        create_href="/programmes/new",
        import_href="/programmes/import",
        sample_href="/sample",
    )


def account() -> View:
    at = datetime(2026, 7, 3, 9, 12, tzinfo=UTC)
    return View(
        title=tr("您的账户", "Your account"), person=View(name=tr("周敏", "Zhou Min"), email="zhou.min@beichen.example", roles=[]), password_action="/account/password", password_problems=[],
        sessions=[View(device="Chromium · Linux", address="127.0.0.1", started=at, seen=at, current=True, revoke_href="#"), View(device="Safari · iPhone", address="10.0.0.7", started=at, seen=at, current=False, revoke_href="/account/sessions/2/revocation")],
        tokens=[View(name=tr("夜间导出", "Nightly export"), prefix="sb_a81f", scope=tr("读取", "read"), created=at, expires=at, used=None, revoke_href="/account/tokens/1/revocation")],
        token_action="/account/tokens", language="", languages=[("", tr("跟随浏览器", "As the browser")), ("en", "English"), ("zh-CN", "中文")], is_demo=False,
        language_action="/account/language", sign_out_everywhere_action="/account/sessions/revocation", typed={"name": ""}, new_token="sb_a81f0c77b1c94d0d8a2f5e1b9c3d7e6f", token_problems=[],
    )  # fmt: skip


def sign_in() -> View:
    problem = tr("邮箱或密码不对。请再试一次。", "The email or the password is not right. Try again.")
    return View(
        title="",
        action="/sign-in",
        email="zhou.min@beichen.example",
        next="/",
        problems=[("", "", problem)],
        demo=[],
        demo_action="/sign-in/demo",
    )


def sign_in_demo() -> View:
    roles = [("项目经理", "Project manager", "周敏", "Zhou Min"), ("发起人", "Sponsor", "林峰", "Lin Feng"), ("变革负责人", "Change lead", "陈静", "Chen Jing"), ("部门负责人", "Department lead", "何颖", "He Ying"), ("管理层(只读)", "Executive (read)", "钱进", "Qian Jin"), ("审计", "Auditor", "赵岩", "Zhao Yan"), ("管理员", "Administrator", "吴昊", "Wu Hao")]  # fmt: skip
    demo = [View(email=f"{i}@beichen.example", role=tr(a, b), name=tr(c, d)) for i, (a, b, c, d) in enumerate(roles)]
    return View(title="", action="/sign-in", email="", next="/", problems=[], demo=demo, demo_action="/sign-in/demo")


def first_run() -> View:
    fields = [
        FieldControl("name", tr("姓名", "Name"), "line", required=True), FieldControl("email", tr("邮箱", "Email"), "email", required=True),
        FieldControl("password", tr("密码", "Password"), "password", hint=tr("至少 12 个字符。", "At least 12 characters."), required=True),
    ]  # fmt: skip
    return View(title="", action="/first-run", problems=[], fields=fields)


def refusal() -> View:
    return View(
        title="",
        status=404,
        problems=[
            (
                "NOT_FOUND",
                tr(
                    "没有编号为 R99 的风险。请检查编号,或在登记册中查找。",
                    "No risk has the code R99. Check the code, or look it up in the register.",
                ),
            )
        ],
    )
