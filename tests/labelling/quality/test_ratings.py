import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelling.quality.ratings import Ratings, RatingsError

SIZES = {"n_items": 3, "n_annotators": 2, "n_labels": 2}


def build(rows, **options):
    items, annotators, labels = zip(*rows, strict=True) if rows else ((), (), ())
    return Ratings.build(
        items=list(items),
        annotators=list(annotators),
        labels=list(labels),
        **{**SIZES, **options},
    )


def test_build_sorts_by_item_then_annotator():
    ratings = build([(2, 1, 1), (0, 1, 0), (0, 0, 1)])

    assert ratings.items.tolist() == [0, 0, 2]
    assert ratings.annotators.tolist() == [0, 1, 1]
    assert ratings.labels.tolist() == [1, 0, 1]
    assert ratings.item_starts.tolist() == [0, 2, 2, 3]
    assert ratings.n == 3


def test_counts_has_a_row_for_every_item_and_a_column_for_every_label():
    ratings = build([(2, 1, 1), (0, 1, 0), (0, 0, 1)], n_labels=3)

    assert ratings.counts().tolist() == [[1, 1, 0], [0, 0, 0], [0, 1, 0]]


def test_labels_per_item_and_annotator_count_the_rows():
    ratings = build([(2, 1, 1), (0, 1, 0), (0, 0, 1)], n_annotators=3)

    assert ratings.labels_per_item.tolist() == [2, 0, 1]
    assert ratings.labels_per_annotator.tolist() == [1, 2, 0]


def test_annotator_order_groups_rows_by_annotator():
    ratings = build([(2, 1, 1), (0, 1, 0), (0, 0, 1)])

    grouped = ratings.annotators[ratings.annotator_order]

    assert grouped.tolist() == [0, 1, 1]
    assert ratings.annotator_starts.tolist() == [0, 1, 3]


def test_where_keeps_codes_and_sizes():
    ratings = build([(2, 1, 1), (0, 1, 0), (0, 0, 1)])

    chosen = ratings.where(ratings.labels == 1)

    assert chosen.items.tolist() == [0, 2]
    assert chosen.counts().tolist() == [[0, 1], [0, 0], [0, 1]]
    assert (chosen.n_items, chosen.n_annotators, chosen.n_labels) == (3, 2, 2)


def test_where_refuses_a_mask_of_another_length():
    ratings = build([(0, 0, 0)])

    with pytest.raises(RatingsError, match="one truth value for each of the 1 rows"):
        ratings.where(np.array([True, False]))


def test_empty_table_is_ordinary():
    ratings = build([])

    assert ratings.n == 0
    assert ratings.counts().tolist() == [[0, 0]] * 3
    assert ratings.item_starts.tolist() == [0, 0, 0, 0]
    assert ratings.annotator_starts.tolist() == [0, 0, 0]


def test_table_without_any_item_is_ordinary():
    ratings = build([], n_items=0, n_annotators=0, n_labels=1)

    assert ratings.counts().shape == (0, 1)


def test_arrays_are_read_only():
    ratings = build([(0, 0, 0)])

    with pytest.raises(ValueError, match="read-only"):
        ratings.labels[0] = 1


@pytest.mark.parametrize(
    ("rows", "row", "sentence"),
    [
        ([(0, 0, 0), (3, 0, 0)], 1, "Row 1: the code 3 in items is not one of the 3 from 0 up."),
        ([(0, -1, 0)], 0, "Row 0: the code -1 in annotators is not one of the 2 from 0 up."),
        ([(0, 0, 2), (9, 0, 0)], 0, "Row 0: the code 2 in labels is not one of the 2 from 0 up."),
    ],
)
def test_code_outside_its_range_names_the_first_row(rows, row, sentence):
    with pytest.raises(RatingsError) as caught:
        build(rows)

    assert str(caught.value) == sentence
    assert caught.value.row == row


def test_repeated_pair_is_refused_and_named():
    with pytest.raises(RatingsError) as caught:
        build([(1, 1, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)])

    assert caught.value.row == 3
    assert str(caught.value) == (
        "Row 3: annotator 1 has labelled item 1 before. "
        'Keep the current answer only, or pass keep="last".'
    )


def test_repeated_pair_keeps_the_last_row_when_asked():
    ratings = build([(1, 1, 0), (1, 0, 0), (1, 1, 1), (1, 0, 1), (1, 0, 0)], keep="last")

    assert ratings.annotators.tolist() == [0, 1]
    assert ratings.labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("column", "value"),
    [("items", [0.5]), ("labels", ["a"]), ("annotators", [[0]]), ("labels", 1)],
)
def test_column_that_is_no_row_of_whole_numbers_is_refused(column, value):
    columns = {"items": [0], "annotators": [0], "labels": [0], column: value}

    with pytest.raises(RatingsError, match=f"The column {column} must be"):
        Ratings.build(**columns, **SIZES)


def test_columns_of_different_length_are_refused():
    with pytest.raises(RatingsError) as caught:
        Ratings.build(items=[0, 1], annotators=[0], labels=[0, 1], **SIZES)

    assert caught.value.row == 1
    assert "items has 2, annotators has 1, labels has 2" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "size"), [("n_items", -1), ("n_annotators", 2**31), ("n_labels", 0)]
)
def test_size_out_of_range_is_refused(name, size):
    with pytest.raises(RatingsError, match=f"{name} is {size}; it must lie between"):
        build([], **{name: size})


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 3)), st.integers(0, 2), max_size=20
    ),
    st.randoms(use_true_random=False),
)
def test_row_order_leaves_no_trace(answers, random):
    rows = [(item, annotator, label) for (item, annotator), label in answers.items()]
    shuffled = random.sample(rows, len(rows))
    sizes = {"n_items": 5, "n_annotators": 4, "n_labels": 3}

    one, other = build(rows, **sizes), build(shuffled, **sizes)

    assert one.items.tolist() == other.items.tolist()
    assert one.annotators.tolist() == other.annotators.tolist()
    assert one.labels.tolist() == other.labels.tolist()
    assert one.counts().sum() == len(rows)
