"""How the settings reach the database and the broker."""

from pathlib import Path
from typing import Any

import dj_database_url

from config import env

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
    ),
}


def database(url: str, *, data_dir: Path) -> dict[str, Any]:
    """Gives Django's database settings for a URL; without one, SQLite in the data folder."""
    settings: dict[str, Any] = dict(
        dj_database_url.parse(url or f"sqlite:///{data_dir / 'variorum.sqlite3'}")
    )
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = SQLITE_OPTIONS
        settings["TEST"] = {"NAME": str(data_dir / "test.sqlite3")}
        return settings
    seconds = env.number("VARIORUM_STATEMENT_SECONDS", 10)
    timeouts = (
        f"-c statement_timeout={seconds}s -c lock_timeout=2s"
        " -c idle_in_transaction_session_timeout=10s"
    )
    settings["OPTIONS"] = {**settings.get("OPTIONS", {}), "options": timeouts}
    settings["CONN_MAX_AGE"] = 60
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def broker_url(url: str, *, data_dir: Path) -> str:
    """Gives Celery's broker address; without a URL, the socket of the embedded Redis."""
    return url or f"redis+socket://{data_dir / 'redis.sock'}"
