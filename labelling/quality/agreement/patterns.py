"""Items as count patterns: what agreement depends on, and all it depends on.

A chance-corrected coefficient sees an item only through how often each label was given to it.
With five labels and three to five answers an item there are 231 such patterns however many
items there are, so everything after the counting, the bootstrap included, costs the same for a
thousand items and for ten million.
"""

from dataclasses import dataclass

import numpy as np

from labelling.quality.intervals import CodeArray, FloatArray, IntArray

_LARGEST_KEY = 2**62
_LARGEST_TABLE = 2**22


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """The different rows of the items x labels matrix, and how many items have each.

    Attributes:
        counts: Patterns x labels: how often each label was given, rows ascending and different.
        frequencies: How many items have each pattern.
    """

    counts: IntArray
    frequencies: IntArray

    @property
    def n_labels(self) -> int:
        """Give the number of labels of the scheme, used or not."""
        return int(self.counts.shape[1])

    @property
    def n_items(self) -> int:
        """Give the number of items, those without an answer included."""
        return int(self.frequencies.sum())

    @property
    def sizes(self) -> IntArray:
        """Give the number of answers of each pattern."""
        sizes: IntArray = self.counts.sum(axis=1)
        return sizes

    def pairable(self) -> "Patterns":
        """Keep the patterns with two answers or more: one answer alone agrees with nobody."""
        kept = self.sizes >= 2
        return Patterns(self.counts[kept], self.frequencies[kept])

    def part(self, start: int, stop: int) -> "Patterns":
        """Give the patterns from one row up to, without, another."""
        return Patterns(self.counts[start:stop], self.frequencies[start:stop])


@dataclass(frozen=True, slots=True, eq=False)
class PatternIndex:
    """Patterns, and which of them each item has.

    Attributes:
        patterns: The different patterns.
        of_item: Row of `patterns.counts` that each item has.
    """

    patterns: Patterns
    of_item: IntArray


def count_patterns(counts: IntArray) -> Patterns:
    """Give the patterns of an items x labels matrix of counts.

    Example: rows [2, 0], [1, 1], [2, 0] are the patterns [1, 1] once and [2, 0] twice.
    """
    return index_patterns(counts).patterns


def index_patterns(counts: IntArray) -> PatternIndex:
    """Give the patterns of an items x labels matrix, and the pattern of every item.

    Columns are folded one after another into one whole number a row; when the next column
    would not fit, the numbers so far are replaced by their ranks, which keeps order and
    difference. No row of the matrix is compared with another.
    """
    _check_counts(counts)
    keys = np.zeros(len(counts), dtype=np.int64)
    span = 1
    for column in counts.T:
        base = int(column.max(initial=0)) + 1
        if span * base > _LARGEST_KEY:
            ranks = np.unique(keys, return_inverse=True)
            keys, span = ranks[1].astype(np.int64), len(ranks[0])
        keys = keys * base + column
        span *= base
    _, first, of_item, frequencies = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    return PatternIndex(Patterns(counts[first], frequencies), of_item)


def count_label_patterns(labels: CodeArray, item_starts: IntArray, n_labels: int) -> Patterns:
    """Give the patterns of answers that lie sorted by item, without the items x labels matrix.

    The answers of item i are `labels[item_starts[i]:item_starts[i + 1]]`. Each label stands for
    a power of a base above the largest item, so an item's pattern is the sum of its answers'
    powers. Same result as `count_patterns` of the matrix; items without an answer are counted.

    Example: labels [0, 0, 1] with starts [0, 2, 3] are the patterns [0, 1] and [2, 0].
    """
    sizes = np.diff(item_starts)
    base = int(sizes.max(initial=0)) + 1
    if base**n_labels > _LARGEST_KEY:
        return count_patterns(_matrix(labels, sizes, n_labels))
    powers = base ** np.arange(n_labels - 1, -1, -1, dtype=np.int64)
    answered = item_starts[:-1][sizes > 0]
    keys = np.add.reduceat(powers[labels], answered) if len(answered) else np.zeros(0, np.int64)
    kinds, frequencies = _tally(keys, base**n_labels)
    empty = len(sizes) - len(answered)
    if empty:
        kinds, frequencies = np.append(0, kinds), np.append(empty, frequencies)
    return Patterns(kinds[:, None] // powers % base, frequencies)


def _tally(keys: IntArray, span: int) -> tuple[IntArray, IntArray]:
    if span <= _LARGEST_TABLE:
        table = np.bincount(keys, minlength=1)
        kinds = np.flatnonzero(table)
        return kinds, table[kinds]
    kinds, frequencies = np.unique(keys, return_counts=True)
    return kinds, frequencies


def _matrix(labels: CodeArray, sizes: IntArray, n_labels: int) -> IntArray:
    items = np.repeat(np.arange(len(sizes)), sizes)
    cells = np.bincount(items * n_labels + labels, minlength=len(sizes) * n_labels)
    return cells.reshape(len(sizes), n_labels)


def _check_counts(counts: IntArray) -> None:
    if counts.ndim != 2 or counts.dtype.kind not in "iu":
        raise ValueError("Counts are a matrix of whole numbers, items by labels.")
    if counts.size and counts.min() < 0:
        raise ValueError("A label cannot be given a negative number of times.")


def as_floats(array: IntArray) -> FloatArray:
    """Give the same numbers in double precision, for matrix products."""
    return array.astype(np.float64)
