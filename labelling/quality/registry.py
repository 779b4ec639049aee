"""The names by which methods, distances, coefficients and metrics are known everywhere else.

A name is what the database and a release store, so it never changes its meaning. Each stands for
"module:function" and is imported when it is asked for; this module itself imports no statistics.
"""

from importlib import import_module
from typing import Literal, Protocol, get_args

Kind = Literal["aggregator", "distance", "coefficient", "metric"]

_CONSENSUS = "labelling.quality.consensus"

REGISTRY: dict[str, dict[str, str]] = {
    # Take Ratings and keyword settings, give a ConsensusFit.
    "aggregator": {
        "majority_vote": f"{_CONSENSUS}.majority_vote:fit_majority_vote",
        "dawid_skene": f"{_CONSENSUS}.dawid_skene:fit_dawid_skene",
    },
    # Take two labels' values, give how far apart they are.
    "distance": {},
    # Take Ratings, give an agreement coefficient.
    "coefficient": {},
    # Take labels and the gold beside them, give a score.
    "metric": {},
}


class Registered(Protocol):
    """A function of the statistics; its own docstring says what it takes and gives."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Compute."""


class UnknownNameError(ValueError):
    """No method of that kind is registered under that name."""


def names(kind: Kind) -> tuple[str, ...]:
    """Give the registered names of one kind, sorted.

    Raises:
        UnknownNameError: There is no such kind.
    """
    return tuple(sorted(_of_kind(kind)))


def resolve(kind: Kind, name: str) -> Registered:
    """Import and give the function that a name stands for.

    Example: `resolve("aggregator", "majority_vote")(ratings)` gives a `ConsensusFit`.

    Raises:
        UnknownNameError: The kind or the name is unknown; the sentence names the known ones.
    """
    known = _of_kind(kind)
    if name not in known:
        told = ", ".join(sorted(known)) or "none yet"
        message = f'There is no {kind} called "{name}". Known names: {told}.'
        raise UnknownNameError(message)
    module, function = known[name].split(":")
    found: Registered = getattr(import_module(module), function)
    return found


def _of_kind(kind: str) -> dict[str, str]:
    if kind not in REGISTRY:
        message = f'There is no kind "{kind}". Known kinds: {", ".join(get_args(Kind))}.'
        raise UnknownNameError(message)
    return REGISTRY[kind]
