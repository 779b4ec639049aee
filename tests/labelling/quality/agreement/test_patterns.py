import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from labelling.quality.agreement.patterns import (
    count_label_patterns,
    count_patterns,
    index_patterns,
)

matrices = arrays.arrays(
    np.int64, st.tuples(st.integers(0, 30), st.integers(1, 6)), elements=st.integers(0, 4)
)


def as_rows(counts):
    labels = [np.repeat(np.arange(counts.shape[1]), row) for row in counts]
    starts = np.concatenate([[0], np.cumsum(counts.sum(axis=1))]).astype(np.int64)
    return np.concatenate([np.zeros(0, dtype=np.int64), *labels]), starts


def test_count_patterns_by_hand():
    found = count_patterns(np.array([[2, 0], [1, 1], [2, 0]]))

    assert found.counts.tolist() == [[1, 1], [2, 0]]
    assert found.frequencies.tolist() == [1, 2]
    assert (found.n_items, found.n_labels, found.sizes.tolist()) == (3, 2, [2, 2])


@given(matrices)
def test_index_patterns_rebuild_the_matrix(counts):
    found = index_patterns(counts)

    assert np.array_equal(found.patterns.counts[found.of_item], counts)
    assert np.array_equal(found.patterns.counts, np.unique(counts, axis=0))
    assert np.array_equal(np.bincount(found.of_item), found.patterns.frequencies[: len(counts)])


@given(matrices)
def test_count_label_patterns_equal_those_of_the_matrix(counts):
    labels, starts = as_rows(counts)

    found = count_label_patterns(labels.astype(np.int32), starts, counts.shape[1])

    expected = count_patterns(counts)
    assert np.array_equal(found.counts, expected.counts)
    assert np.array_equal(found.frequencies, expected.frequencies)


@pytest.mark.parametrize(("n_labels", "most"), [(7, 12), (20, 3), (40, 9)])
def test_many_labels_and_answers_do_not_collide(n_labels, most):
    counts = np.random.default_rng(1).integers(0, most, size=(300, n_labels))
    counts = np.vstack([counts, counts[:100], np.zeros((2, n_labels), dtype=np.int64)])
    labels, starts = as_rows(counts)

    for found in (count_patterns(counts), count_label_patterns(labels, starts, n_labels)):
        kinds, frequencies = np.unique(counts, axis=0, return_counts=True)
        assert np.array_equal(found.counts, kinds)
        assert np.array_equal(found.frequencies, frequencies)


def test_pairable_leaves_out_items_with_fewer_than_two_answers():
    found = count_patterns(np.array([[0, 0], [1, 0], [1, 1]])).pairable()

    assert found.counts.tolist() == [[1, 1]]


@pytest.mark.parametrize("counts", [np.array([1, 2]), np.array([[0.5]]), np.array([[-1, 2]])])
def test_count_patterns_refuses_what_is_no_count(counts):
    with pytest.raises(ValueError, match=r"Counts are|negative"):
        count_patterns(counts)
