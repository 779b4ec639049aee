import os
from pathlib import Path

import pytest

BESIDE_THE_REPOSITORY = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Folder of published label sets, or a skip that says how to point to one."""
    told = os.environ.get("VARIORUM_REFERENCE_DATA")  # noqa: TID251 - a path for tests only
    folder = Path(told) if told else BESIDE_THE_REPOSITORY
    if not (folder / "reference.json").exists():
        pytest.skip(f"No reference.json in {folder}; set VARIORUM_REFERENCE_DATA to its folder.")
    return folder
