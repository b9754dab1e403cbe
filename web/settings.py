"""Settings: the one place that reads the environment. Every setting is `STEERBOARD_` and its name in capitals."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set. `docs/admin-guide.md` shows these as a table, made from this class."""

    model_config = SettingsConfigDict(env_prefix="STEERBOARD_", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Field(
        Path("steerboard-data"), description="Folder for the SQLite database, keys, backups and caches"
    )
    database_url: str = Field(
        "",
        pattern=r"^(sqlite:///.+|postgres(ql)?(\+psycopg)?://.+)?$",
        description="Database address; empty: SQLite in the data folder; `postgresql://user:password@host/name`",
    )
    sample: bool = Field(False, description="Load the sample rollout when the database is new")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on")
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        ["127.0.0.1", "localhost", "[::1]"], description="Host names under which the app answers, parted by commas"
    )
    base_url: str = Field(
        "",
        pattern=r"^(https?://[^/\s]+/?)?$",
        description="Address for absolute links, such as `https://steerboard.example`; https makes cookies secure",
    )
    trusted_proxies: str = Field(
        "", description="Addresses of proxies whose forwarded headers are believed, parted by commas"
    )
    session_hours: int = Field(12, ge=1, le=720, description="Hours after which a person signs in again")
    session_idle_minutes: int = Field(
        120, ge=5, le=10080, description="Minutes without a request after which a session ends"
    )
    sign_in_attempts: int = Field(
        10, ge=3, le=100, description="Failed sign-ins per account or address in 15 minutes before a pause"
    )
    max_body_mb: int = Field(1, ge=1, le=50, description="Largest request body in MB, uploads apart")
    max_upload_mb: int = Field(10, ge=1, le=200, description="Largest uploaded file in MB")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="debug, info, warning or error")
    log_json: bool = Field(False, description="Write the log as one JSON object per line")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @property
    def url(self) -> str:
        """The database's address, SQLite in the data folder unless one is set."""
        url = self.database_url or f"sqlite:///{(self.data_dir / 'steerboard.sqlite3').resolve()}"
        for short in ("postgresql://", "postgres://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")


def table() -> str:
    """Every setting as rows of a Markdown table, for the administrator's guide."""
    rows = ["| Variable | Default | Meaning |", "| --- | --- | --- |"]
    for name, info in Settings.model_fields.items():
        default = ",".join(info.default) if isinstance(info.default, list) else str(info.default)
        default = default.lower() if isinstance(info.default, bool) else default
        rows.append(f"| `STEERBOARD_{name.upper()}` | {f'`{default}`' if default else 'empty'} | {info.description} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
