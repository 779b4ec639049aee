"""Typed reads of the environment: the only place that looks at it.

A file `settings.env` in the data folder (KEY=VALUE lines, written by `make demo` or by hand) gives
values that the environment does not; the environment wins.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("VARIORUM_DATA", BASE_DIR / "var")).resolve()


def read_settings_file(path: Path) -> dict[str, str]:
    """Gives the KEY=VALUE lines of a file; an absent file gives nothing."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs}


_FILE = read_settings_file(DATA_DIR / "settings.env")


def text(name: str, default: str = "") -> str:
    """Gives a variable as text."""
    return os.environ.get(name, _FILE.get(name, default))


def flag(name: str, *, default: bool) -> bool:
    """Gives a variable as a yes or no (1, true, yes, on count as yes)."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Gives a variable as a whole number, or ends the program with one clear line."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {value!r}.") from None


def names(name: str) -> list[str]:
    """Gives a comma-separated variable as a list."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def require(wanted: dict[str, str]) -> None:
    """Ends the program, one line for each missing variable of `wanted` (name: what it is)."""
    missing = [
        f"{name} is not set: {purpose}" for name, purpose in wanted.items() if not text(name)
    ]
    if missing:
        raise SystemExit("\n".join(missing))
