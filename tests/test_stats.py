"""Intervals agree with their definitions and with an independent implementation, and cover what they promise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from immunodata.stats import newcombe, wilson

PAIRS = [
    ((56, 70), (48, 80)),
    ((9, 10), (3, 10)),
    ((6, 7), (2, 7)),
    ((5, 56), (0, 29)),
    ((0, 10), (0, 20)),
    ((10, 10), (0, 20)),
]


@pytest.mark.parametrize(("affected", "at_risk"), [(81, 263), (15, 148), (0, 20), (1, 29), (20, 20)])
def test_wilson_is_the_inverted_score_test(affected: int, at_risk: int) -> None:
    """The ends are the shares at which the score test of the observed share just reaches 5 %."""
    z = 1.959963984540054
    share = affected / at_risk
    for end in (ends[0] / 100 for ends in wilson([affected], [at_risk])):
        assert (share - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / at_risk, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_newcombe_agrees_with_an_independent_implementation(first: tuple, second: tuple) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = newcombe([first[0]], [first[1]], [second[0]], [second[1]])
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (low[0] / 100, high[0] / 100) == pytest.approx(expected, abs=1e-9)


def test_nothing_of_n_still_has_a_width() -> None:
    low, high = wilson([0], [50])
    assert low[0] == 0
    assert high[0] > 5


def test_missing_stays_missing() -> None:
    low, high = wilson(pd.Series([3, None], dtype="Int64"), pd.Series([10, 10], dtype="Int64"))
    assert np.isfinite([low[0], high[0]]).all()
    assert np.isnan([low[1], high[1]]).all()


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_its_estimate(pair: tuple[int, int]) -> None:
    low, high = wilson([pair[0]], [pair[1]])
    share = 100 * pair[0] / pair[1]
    assert -1e-9 <= low[0] <= share + 1e-9
    assert share - 1e-9 <= high[0] <= 100 + 1e-9


def test_wilson_covers_rare_events_in_small_arms() -> None:
    """Exact coverage, summed over the binomial, averaged over shares of 1 to 10 % at n = 50: at least 94 %.

    At single points coverage oscillates (92.2 % at exactly 2 %), as for every interval of a count: Brown, Cai and
    DasGupta, Stat Sci 2001;16:101-133.
    """
    from scipy.stats import binom

    counts = np.arange(51)
    low, high = wilson(counts, np.full(51, 50))
    shares = np.linspace(1, 10, 181)
    covered = [binom.pmf(counts, 50, p / 100)[(low <= p) & (high >= p)].sum() for p in shares]
    assert np.mean(covered) >= 0.94
    assert np.min(covered) >= 0.89
