"""The wheel alone is the whole product: installed into a fresh environment it serves from any folder.

The environment holds the wheel and the packages of requirements.lock, nothing of the checkout and no development tool.
The packages are linked from this environment, so that the test needs no network.
"""

import fnmatch
import importlib.metadata
import os
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from packaging.requirements import Requirement

from tests import source

READY_WITHIN_S = 60
# What the six packages hold that an installed copy has no use for.
LEFT_OUT = ("*.po", "*.pot", "web/vendoring/*")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built, source.ROOT],
        check=True,
        capture_output=True,
    )
    return next(built.glob("steerboard-*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the wheel and the locked packages that it declares; its folder."""
    place = tmp_path_factory.mktemp("alone") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    packages = next(place.glob("lib/python*/site-packages"))
    for distribution in locked_distributions():
        link_distribution(distribution, packages)
    into_it = [sys.executable, "-m", "pip", "--python", place / "bin" / "python"]
    subprocess.run([*into_it, "install", "--no-index", "--no-deps", wheel], check=True, capture_output=True)
    return place


def locked_distributions() -> Iterator[importlib.metadata.Distribution]:
    """The installed packages that requirements.lock names for this platform."""
    for line in source.read("requirements.lock").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate():
                yield importlib.metadata.distribution(requirement.name)


def link_distribution(distribution: importlib.metadata.Distribution, packages: Path) -> None:
    """Make one installed package visible in another environment's package folder, by links."""
    parts = {file.parts[0] for file in distribution.files or [] if file.parts[0] not in {"..", "__pycache__"}}
    assert parts, f"{distribution.name} does not tell its files"
    for part in sorted(parts):
        if not (packages / part).exists():
            (packages / part).symlink_to(Path(str(distribution.locate_file(part))))


def test_the_wheel_holds_the_six_packages_and_nothing_else(wheel: Path) -> None:
    wanted = {
        name
        for name in source.files()
        if name.startswith(tuple(f"{package}/" for package in source.PACKAGES))
        and not any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT)
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held ^ wanted == set()


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("templates", "web/templates/*.html"),
        ("styles", "web/static/*.css"),
        ("carried files", "web/static/vendor/manifest.json"),
        ("icons", "web/static/vendor/tabler/icons.svg"),
        ("regular font", "web/static/fonts/NotoSansSC-Regular.ttf"),
        ("bold font", "web/static/fonts/NotoSansSC-Bold.ttf"),
        ("font licence", "web/static/fonts/OFL.txt"),
        ("compiled catalogues", "web/locale/zh_CN/LC_MESSAGES/*.mo"),
        ("migrations", "web/migrations/versions/*.py"),
        ("sample", "web/sample/*"),
        ("licence", "steerboard-*.dist-info/licenses/LICENSE"),
        ("command", "steerboard-*.dist-info/entry_points.txt"),
    ],
)
def test_the_wheel_carries_what_the_product_needs(wheel: Path, kind: str, pattern: str) -> None:
    assert fnmatch.filter(zipfile.ZipFile(wheel).namelist(), pattern), f"{kind} missing: nothing matches {pattern}"


def test_the_wheel_is_no_larger_than_it_need_be(wheel: Path) -> None:
    assert wheel.stat().st_size < 25_000_000


def test_the_wheel_asks_for_what_the_project_declares(wheel: Path) -> None:
    declared = tomllib.loads(source.read("pyproject.toml"))["project"]["dependencies"]
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    lines = [line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    asked = [Requirement(line) for line in lines]
    always = {str(requirement) for requirement in asked if "extra" not in str(requirement.marker)}
    assert always == {str(Requirement(requirement)) for requirement in declared}


# --- installed alone --------------------------------------------------------------------------------------------------


def clean_environment(place: Path) -> dict[str, str]:
    """Environment variables of somebody who has nothing but the installed wheel."""
    return {
        "PATH": f"{place / 'bin'}:/usr/bin:/bin",
        "HOME": str(place.parent / "home"),
        "LANG": "C.UTF-8",
        "STEERBOARD_DATA_DIR": str(place.parent / "data"),
    }


@pytest.fixture(scope="module")
def elsewhere(environment: Path) -> Path:
    """An empty folder far from the checkout, beside an empty home folder."""
    (environment.parent / "home").mkdir()
    folder = environment.parent / "elsewhere"
    folder.mkdir()
    return folder


def test_the_environment_sees_neither_the_checkout_nor_a_development_tool(environment: Path, elsewhere: Path) -> None:
    asked = "import importlib.util as u, web; print(web.__file__); print([n for n in %r if u.find_spec(n)])"
    done = subprocess.run(
        [environment / "bin" / "python", "-c", asked % (["pytest", "playwright", "hypothesis", "tests"],)],
        cwd=elsewhere,
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        check=True,
    )
    where, tools = done.stdout.splitlines()
    assert Path(where).is_relative_to(environment)
    assert tools == "[]"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address(environment: Path, elsewhere: Path) -> Iterator[str]:
    """The address of `steerboard serve`, started from the wheel in an empty folder; stopped afterwards."""
    base, log = f"http://127.0.0.1:{(port := free_port())}", environment.parent / "serve.log"
    with log.open("wb") as told:
        server = subprocess.Popen(
            [environment / "bin" / "steerboard", "serve", "--host", "127.0.0.1", "--port", str(port)],
            cwd=elsewhere,
            env=clean_environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until_ready(f"{base}/healthz", server, log)
            yield base
        finally:
            stop(server)


def wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the address answers; fail with what the server said if it ends or takes too long."""
    until = monotonic() + READY_WITHIN_S
    while monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the server ended with exit code {server.returncode}:\n{log.read_text()}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            sleep(0.2)
    pytest.fail(f"not ready within {READY_WITHIN_S} s:\n{log.read_text()}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server as a person would, and its whole process group if it does not listen."""
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def test_it_answers_that_it_is_alive(address: str) -> None:
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        assert answer.status == 200


def test_whoever_comes_is_led_to_a_page_with_a_password_field(address: str) -> None:
    page = urllib.request.Request(f"{address}/", headers={"Accept": "text/html"})
    with urllib.request.urlopen(page, timeout=20) as answer:
        assert answer.headers.get_content_type() == "text/html"
        assert 'type="password"' in answer.read().decode()


@pytest.mark.parametrize("name", ["vendor/htmx/htmx.min.js", "vendor/tabler/icons.svg"])
def test_a_static_file_arrives_unchanged(address: str, name: str) -> None:
    with urllib.request.urlopen(f"{address}/static/{name}", timeout=10) as answer:
        assert answer.read() == (source.ROOT / "web" / "static" / name).read_bytes()


def test_its_data_lie_where_it_was_told_and_nowhere_else(address: str, environment: Path, elsewhere: Path) -> None:
    assert any((environment.parent / "data").iterdir())
    assert list(elsewhere.iterdir()) == []
