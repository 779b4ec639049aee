"""Finds the label types: every module of this package that defines `LABEL_TYPE`."""

import pkgutil
from functools import cache
from importlib import import_module

import projects.label_types as package
from projects.label_types.interface import LabelType, LabelTypeError


@cache
def label_types() -> dict[str, LabelType]:
    """Gives every label type by name, in alphabetical order."""
    found: dict[str, LabelType] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        label_type = getattr(import_module(f"{package.__name__}.{module.name}"), "LABEL_TYPE", None)
        if label_type is not None:
            found[label_type.name] = label_type
    return found


def label_type_named(name: str) -> LabelType:
    """Gives one label type, or raises LabelTypeError naming those there are."""
    types = label_types()
    if name not in types:
        raise LabelTypeError(f"There is no label type {name!r}; there are {', '.join(types)}.")
    return types[name]
