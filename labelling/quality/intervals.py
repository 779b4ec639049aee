"""Estimates with their uncertainty, and the ways to an interval that the other modules share."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.int32] | npt.NDArray[np.int64]

LARGEST_UNDEFINED_SHARE = 0.05
_CELLS_PER_BLOCK = 4_000_000


class EstimateError(ValueError):
    """An estimate, or a request for one, contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval, its n and the method; or the reason why there is no number.

    Exactly one of `value` and `undefined_reason` is set. `low` and `high` are set together; a
    value without them has no interval, and `method` says why.

    Attributes:
        value: The point estimate.
        low: Lower end of the interval.
        high: Upper end of the interval.
        level: Nominal coverage of the interval.
        n: How many units the value rests on.
        n_unit: What is counted by `n`, in the plural, such as "items".
        method: How the interval was made, with replicates and seed where there are any.
        undefined_reason: A whole sentence, where mathematics has no value.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    n: int
    n_unit: str
    method: str
    undefined_reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse an estimate that contradicts itself."""
        if (self.value is None) == (self.undefined_reason is None):
            raise EstimateError("An estimate has either a value or a reason why it has none.")
        if (self.low is None) != (self.high is None):
            raise EstimateError("An interval has two ends.")
        if self.value is None and self.low is not None:
            raise EstimateError("What has no value has no interval.")
        if not all(
            math.isfinite(end) for end in (self.value, self.low, self.high) if end is not None
        ):
            raise EstimateError("An estimate is a finite number.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise EstimateError("The lower end of an interval is not above the upper one.")
        if not 0 < self.level < 1 or self.n < 0:
            raise EstimateError("A level lies between 0 and 1, and n is not negative.")

    @classmethod
    def undefined(cls, reason: str, *, n: int, n_unit: str, method: str = "none") -> Self:
        """Give the estimate that says why there is no value."""
        return cls(value=None, n=n, n_unit=n_unit, method=method, undefined_reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """How to draw bootstrap replicates: the seed comes from the caller.

    Attributes:
        seed: Seed of NumPy's default generator.
        replicates: How many resamples are drawn.
        level: Nominal coverage of the interval.
    """

    seed: int
    replicates: int = 1_000
    level: float = 0.95

    def __post_init__(self) -> None:
        """Refuse settings no interval can be made from."""
        if self.replicates < 2 or not 0 < self.level < 1:
            raise EstimateError("An interval needs two replicates and a level between 0 and 1.")

    def describe(self, over: str) -> str:
        """Give the sentence part that names this method, such as "bootstrap over items, ..."."""
        return f"bootstrap over {over}, {self.replicates:,} replicates, seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Interval:
    """Two ends, `low` not above `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class ResampleBlock:
    """The bootstrap counts of some kinds of units.

    Attributes:
        start: The first kind of the block.
        stop: The first kind after it.
        draws: Replicates x kinds: how often each kind was drawn.
    """

    start: int
    stop: int
    draws: FloatArray


def resample_blocks(frequencies: IntArray, resampling: Resampling) -> Iterator[ResampleBlock]:
    """Draw bootstrap resamples of units that fall into kinds, some kinds at a time.

    Resampling n units with replacement and counting their kinds is one multinomial draw of n
    with the observed shares, so the bootstrap of any statistic that depends on a unit through
    its kind only is exact at a cost that does not depend on n (Efron 1979). Many kinds are
    drawn in blocks: how many fall into a block is binomial, and multinomial within, which is
    the same distribution in bounded memory. The same seed gives the same draws again.
    """
    rng = np.random.default_rng(resampling.seed)
    units_left = int(frequencies.sum())
    left = np.full(resampling.replicates, units_left, dtype=np.int64)
    block = max(1, _CELLS_PER_BLOCK // resampling.replicates)
    for start in range(0, len(frequencies), block):
        part = frequencies[start : start + block]
        units = int(part.sum())
        if units == 0:
            draws = np.zeros((resampling.replicates, len(part)), dtype=np.int64)
        else:
            taken = left if units == units_left else rng.binomial(left, units / units_left)
            draws = rng.multinomial(taken, part / units)
            left = left - taken
            units_left -= units
        yield ResampleBlock(start, start + len(part), draws.astype(np.float64))


def resampled_sums(values: FloatArray, frequencies: IntArray, resampling: Resampling) -> FloatArray:
    """Give the sums over resampled units of statistics that each kind has: replicates x statistics.

    `values` is kinds x statistics.

    Example: a column of ones gives the number of units in every replicate.
    """
    sums = np.zeros((resampling.replicates, values.shape[1]))
    for block in resample_blocks(frequencies, resampling):
        sums += block.draws @ values[block.start : block.stop]
    return sums


def percentile_interval(replicates: FloatArray, level: float) -> Interval | None:
    """Give the interval between the percentiles of the replicates (Efron 1979).

    A replicate that is not a number had no value (all its units were alike, say) and is left
    out; with more than one in twenty of those the interval would describe the rest only, and
    the answer is None.

    Example: `percentile_interval(np.arange(101.0), 0.9)` is `Interval(5.0, 95.0)`.
    """
    defined = replicates[~np.isnan(replicates)]
    if len(defined) < (1 - LARGEST_UNDEFINED_SHARE) * len(replicates) or len(defined) < 2:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval(float(low), float(high))


def bootstrap_estimate(
    value: float, replicates: FloatArray, resampling: Resampling, *, n: int, n_unit: str
) -> Estimate:
    """Put a value and its bootstrap replicates together with the percentile interval.

    The interval always holds the value. Where no interval can be had, `method` says so.
    """
    method = resampling.describe(n_unit)
    interval = percentile_interval(replicates, resampling.level)
    if interval is None:
        note = f"no interval: too many resamples are undefined ({method})"
        return Estimate(value=value, level=resampling.level, n=n, n_unit=n_unit, method=note)
    return Estimate(
        value=value,
        low=min(interval.low, value),
        high=max(interval.high, value),
        level=resampling.level,
        n=n,
        n_unit=n_unit,
        method=method,
    )


def wilson_interval(share: float, n: float, *, level: float = 0.95) -> Interval:
    """Give Wilson's score interval of a proportion (Wilson 1927).

    Centre (p + z^2/2n) / (1 + z^2/n), half-width z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n). It
    stays inside [0, 1], has a width at shares of 0 and 1, and takes a fractional n, such as an
    effective number of independent answers. With n = 0 it is [0, 1].

    Example: 8 of 10 gives 0.490 to 0.943.
    """
    if not 0 <= share <= 1 or n < 0:
        raise EstimateError("A share lies between 0 and 1 and rests on no negative number.")
    if n == 0:
        return Interval(0.0, 1.0)
    return score_interval(share, n, quantile=float(special.ndtri((1 + level) / 2)))


def score_interval(share: float, n: float, *, quantile: float) -> Interval:
    """Give Wilson's interval with a quantile of the caller's, such as Student's t."""
    square = quantile**2 / n
    centre = (share + square / 2) / (1 + square)
    half = quantile * math.sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return Interval(min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half)))


def proportion(successes: int, n: int, *, n_unit: str, level: float = 0.95) -> Estimate:
    """Give a share of independent units with Wilson's interval; undefined for no units."""
    if n == 0:
        return Estimate.undefined(f"There are no {n_unit}.", n=0, n_unit=n_unit)
    interval = wilson_interval(successes / n, n, level=level)
    return Estimate(
        value=successes / n,
        low=interval.low,
        high=interval.high,
        level=level,
        n=n,
        n_unit=n_unit,
        method=f"Wilson score interval over {n_unit}",
    )
