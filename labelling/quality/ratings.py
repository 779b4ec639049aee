"""The one input table of the statistics: who gave which label to which item."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.int32]
IntT = TypeVar("IntT", np.int32, np.int64)

MAX_CODES = 2**31


class RatingsError(ValueError):
    """The given columns are no table of ratings.

    Attributes:
        row: The first offending row of the caller's arrays, or None if no single row is to blame.
    """

    def __init__(self, message: str, *, row: int | None = None) -> None:
        """Keep the row beside the sentence."""
        super().__init__(message)
        self.row = row


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Current answers as three columns of codes, sorted by item, then by annotator.

    One row is one label of one annotator for one item. The order of the rows given to `build`
    leaves no trace, so two tables with the same rows give the same numbers to the last bit.
    Items without a label, annotators without one and labels never used are ordinary: they have
    a code and simply no rows. The arrays are read-only.

    Attributes:
        items: The item of each row, ascending.
        annotators: The annotator of each row, ascending within an item.
        labels: The label of each row.
        n_items: How many items there are, with or without rows.
        n_annotators: How many annotators there are.
        n_labels: How many labels the scheme has.
        item_starts: Rows of item i are `item_starts[i]:item_starts[i + 1]`.
    """

    items: CodeArray
    annotators: CodeArray
    labels: CodeArray
    n_items: int
    n_annotators: int
    n_labels: int
    item_starts: IntArray
    _derived: dict[str, IntArray] = field(default_factory=dict, repr=False)

    @classmethod
    def build(  # noqa: PLR0913 - three columns, their three sizes and one option are the table
        cls,
        *,
        items: npt.ArrayLike,
        annotators: npt.ArrayLike,
        labels: npt.ArrayLike,
        n_items: int,
        n_annotators: int,
        n_labels: int,
        keep: Literal["last"] | None = None,
    ) -> "Ratings":
        """Check the three columns and sort them.

        Codes run from 0 to the size less one. A second row of one annotator for one item is
        refused, because the caller knows which answer is current; with `keep="last"` the later
        row of the given order stands.

        Example: `Ratings.build(items=[0, 0], annotators=[0, 1], labels=[1, 1], n_items=1,
        n_annotators=2, n_labels=2)` is one item that two people gave label 1.

        Raises:
            RatingsError: A column is not a row of whole numbers, the columns differ in length, a
                code lies outside its range, a pair of annotator and item comes twice, or the
                scheme has no label.
        """
        sizes = {"n_items": n_items, "n_annotators": n_annotators, "n_labels": n_labels}
        columns = {
            "items": _column("items", items),
            "annotators": _column("annotators", annotators),
            "labels": _column("labels", labels),
        }
        _check_sizes(sizes)
        _check_lengths(columns)
        _check_ranges(columns, sizes)
        order = _sorted_rows(columns["items"], columns["annotators"], n_annotators, keep)
        item_codes = columns["items"][order]
        return cls(
            items=_codes(item_codes),
            annotators=_codes(columns["annotators"][order]),
            labels=_codes(columns["labels"][order]),
            n_items=n_items,
            n_annotators=n_annotators,
            n_labels=n_labels,
            item_starts=_starts(item_codes, n_items),
        )

    @property
    def n(self) -> int:
        """Give the number of rows, which is the number of labels given."""
        return len(self.items)

    @property
    def annotator_order(self) -> IntArray:
        """Give the row numbers sorted by annotator, then by item."""
        return self._once(
            "annotator_order",
            lambda: np.argsort(self.annotators, kind="stable").astype(np.int64, copy=False),
        )

    @property
    def annotator_starts(self) -> IntArray:
        """Rows of annotator a are `annotator_order[starts[a]:starts[a + 1]]`."""
        return self._once("annotator_starts", lambda: _starts(self.annotators, self.n_annotators))

    @property
    def labels_per_item(self) -> IntArray:
        """Give the number of labels of every item."""
        return self._once("labels_per_item", lambda: np.diff(self.item_starts))

    @property
    def labels_per_annotator(self) -> IntArray:
        """Give the number of labels of every annotator."""
        return self._once("labels_per_annotator", lambda: np.diff(self.annotator_starts))

    def counts(self) -> IntArray:
        """Give the matrix items x labels of how often each label was given to each item."""
        return self._once("counts", self._count)

    def where(self, rows: npt.NDArray[np.bool_]) -> "Ratings":
        """Give the table of the rows that are True, with the same codes and sizes.

        Raises:
            RatingsError: The mask is not one truth value per row of this table.
        """
        if rows.shape != (self.n,) or rows.dtype != np.bool_:
            message = f"The mask must hold one truth value for each of the {self.n} rows."
            raise RatingsError(message)
        items = self.items[rows]
        return Ratings(
            items=_read_only(items),
            annotators=_read_only(self.annotators[rows]),
            labels=_read_only(self.labels[rows]),
            n_items=self.n_items,
            n_annotators=self.n_annotators,
            n_labels=self.n_labels,
            item_starts=_starts(items, self.n_items),
        )

    def _count(self) -> IntArray:
        cells = self.items.astype(np.int64) * self.n_labels + self.labels
        flat = np.bincount(cells, minlength=self.n_items * self.n_labels)
        return flat.astype(np.int64, copy=False).reshape(self.n_items, self.n_labels)

    def _once(self, name: str, derive: Callable[[], IntArray]) -> IntArray:
        if name not in self._derived:
            self._derived[name] = _read_only(derive())
        return self._derived[name]


def _column(name: str, values: npt.ArrayLike) -> IntArray:
    array = np.asarray(values)
    if array.ndim == 1 and array.size == 0:
        return np.empty(0, dtype=np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        message = f"The column {name} must be a one-dimensional array of whole numbers."
        raise RatingsError(message)
    return array.astype(np.int64, copy=False)


def _check_sizes(sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        least = 1 if name == "n_labels" else 0
        if not least <= size < MAX_CODES:
            message = f"{name} is {size}; it must lie between {least} and {MAX_CODES - 1}."
            raise RatingsError(message)


def _check_lengths(columns: dict[str, IntArray]) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        message = f"The columns differ in length: {told}."
        raise RatingsError(message, row=min(lengths.values()))


def _check_ranges(columns: dict[str, IntArray], sizes: dict[str, int]) -> None:
    first: dict[int, str] = {}
    for name, column in columns.items():
        outside = (column < 0) | (column >= sizes[f"n_{name}"])
        if outside.any():
            first.setdefault(int(np.argmax(outside)), name)
    if first:
        row = min(first)
        name = first[row]
        message = (
            f"Row {row}: the code {columns[name][row]} in {name} is not one of "
            f"the {sizes[f'n_{name}']} from 0 up."
        )
        raise RatingsError(message, row=row)


def _sorted_rows(
    items: IntArray, annotators: IntArray, n_annotators: int, keep: Literal["last"] | None
) -> IntArray:
    pairs = items * n_annotators + annotators
    order = np.argsort(pairs, kind="stable").astype(np.int64, copy=False)
    ordered = pairs[order]
    repeated = ordered[1:] == ordered[:-1]
    if not repeated.any():
        return order
    if keep == "last":
        kept: IntArray = order[np.append(~repeated, True)]
        return kept
    row = int(order[1:][repeated].min())
    message = (
        f"Row {row}: annotator {annotators[row]} has labelled item {items[row]} before. "
        'Keep the current answer only, or pass keep="last".'
    )
    raise RatingsError(message, row=row)


def _starts(sorted_or_not: npt.NDArray[IntT], size: int) -> IntArray:
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(sorted_or_not, minlength=size), out=starts[1:])
    return _read_only(starts)


def _codes(values: IntArray) -> CodeArray:
    return _read_only(values.astype(np.int32))


def _read_only(array: npt.NDArray[IntT]) -> npt.NDArray[IntT]:
    array.flags.writeable = False
    return array
