import subprocess
import sys

import pytest

from labelling.quality.consensus.dawid_skene import fit_dawid_skene
from labelling.quality.registry import REGISTRY, UnknownNameError, names, resolve


def test_resolve_gives_the_function():
    assert resolve("aggregator", "dawid_skene") is fit_dawid_skene


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, known in REGISTRY.items() for name in known]
)
def test_every_registered_name_resolves_to_something_documented(kind, name):
    assert resolve(kind, name).__doc__


def test_names_are_sorted():
    assert list(names("aggregator")) == sorted(REGISTRY["aggregator"])


def test_resolve_of_an_unknown_name_tells_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"Known names: .*dawid_skene.*majority_vote"):
        resolve("aggregator", "no_such_method")


def test_names_of_an_unknown_kind_tells_the_known_ones():
    with pytest.raises(UnknownNameError, match="Known kinds: aggregator, distance"):
        names("sorcery")


@pytest.mark.slow
def test_import_brings_in_no_statistics():
    program = "import sys, labelling.quality.registry; print('scipy' in sys.modules)"

    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "False"
