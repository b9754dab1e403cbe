"""The reports that the sample rollout has published: each as of its own date, by its project manager."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from governance.authority import Actor
from governance.programmes import Programme
from milestones.snapshots import publish_report

FOLDER = Path(__file__).parent


def publish_sample_reports(session: Session, actor: Actor, programme: Programme) -> None:
    """Publish what `reports.csv` holds, oldest first, so that the next report has something to be compared with."""
    accounts = json.loads((FOLDER / "users.json").read_text(encoding="utf-8"))["accounts"]
    author = replace(actor, name=next(a["email"] for a in accounts if a["role"] == "pm"))
    with (FOLDER / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            on = date.fromisoformat(row["status_date"])
            publish_report(session, author, programme, on, row["narrative_zh"], row["narrative_en"])
