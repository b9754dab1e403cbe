"""Settings: read from the environment alone, and told to the administrator as they are."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from tests import source
from web.settings import Settings, table


def test_the_administrator_s_guide_tells_every_setting_as_it_is() -> None:
    guide = source.read("docs/admin-guide.md")
    told = guide.partition("<!-- settings: begin -->")[2].partition("<!-- settings: end -->")[0]
    assert told.strip() == table(), "run python -m web.settings and put its table into docs/admin-guide.md"
    assert all(info.description for info in Settings.model_fields.values())


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEERBOARD_ALLOWED_HOSTS", "a.example, b.example")
    monkeypatch.setenv("STEERBOARD_SAMPLE", "1")
    settings = Settings()  # pyright: ignore
    assert settings.allowed_hosts == ["a.example", "b.example"]
    assert settings.sample is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "-1"),
        ("SESSION_HOURS", "0"),
        ("SIGN_IN_ATTEMPTS", "1"),
        ("MAX_BODY_MB", "much"),
        ("LOG_LEVEL", "loud"),
        ("BASE_URL", "steer.example"),
        ("DATABASE_URL", "mysql://x/y"),
    ],
)
def test_a_setting_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"STEERBOARD_{name}", value)
    with pytest.raises(ValidationError):
        Settings()  # pyright: ignore


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_needs_no_driver_s_name(scheme: str) -> None:
    url = Settings(database_url=f"{scheme}://ann@db.example/steer").url  # pyright: ignore
    assert url == "postgresql+psycopg://ann@db.example/steer"


def test_a_variable_that_is_set_to_nothing_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEERBOARD_DATA_DIR", "")
    assert Settings().data_dir == Path("steerboard-data")  # pyright: ignore
