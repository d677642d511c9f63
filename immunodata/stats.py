"""Intervals for proportions and their differences: thin over statsmodels, which is imported only when called."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from immunodata.errors import MissingPart

ALPHA = 0.05  # two-sided, for 95 % intervals
Numbers = npt.ArrayLike


def wilson(affected: Numbers, at_risk: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Wilson score interval of each proportion, in percent.

    Parameters
    ----------
    affected, at_risk : patients, one value per proportion. Missing values give missing ends. `affected` may be a
        fraction where only a percent was printed.

    Returns
    -------
    (low, high), percent. 0 of n has a width.

    Notes
    -----
    Wilson EB, J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> low, high = wilson([0], [50])
    >>> round(float(low[0]), 1), round(float(high[0]), 1)
    (0.0, 7.1)
    """
    proportion = _statsmodels()
    x, n = _floats(affected), _floats(at_risk)
    usable = np.isfinite(x) & np.isfinite(n) & (n > 0)
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    if usable.any():
        ends = proportion.proportion_confint(x[usable], n[usable], alpha=ALPHA, method="wilson")
        low[usable], high[usable] = 100 * np.asarray(ends[0]), 100 * np.asarray(ends[1])
    low[usable & (x == 0)], high[usable & (x == n)] = 0, 100  # exact ends, free of rounding in the last place
    return low, high


def newcombe(
    affected: Numbers, at_risk: Numbers, affected_other: Numbers, at_risk_other: Numbers
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Newcombe hybrid score interval of each difference, in percentage points.

    Parameters
    ----------
    affected, at_risk : patients in the arm of interest.
    affected_other, at_risk_other : patients in the arm it is compared with.

    Returns
    -------
    (low, high) of `100 * (affected / at_risk - affected_other / at_risk_other)`.

    Notes
    -----
    Newcombe RG, Stat Med 1998;17:873-890, method 10: the square-and-add combination of two Wilson intervals.

    Examples
    --------
    56 of 70 against 48 of 80:

    >>> low, high = newcombe([56], [70], [48], [80])
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (5.24, 33.39)
    """
    first, second = _share(affected, at_risk), _share(affected_other, at_risk_other)
    low_first, high_first = wilson(affected, at_risk)
    low_second, high_second = wilson(affected_other, at_risk_other)
    difference = first - second
    low = difference - np.sqrt((first - low_first) ** 2 + (high_second - second) ** 2)
    high = difference + np.sqrt((high_first - first) ** 2 + (second - low_second) ** 2)
    return low, high


def _share(affected: Numbers, at_risk: Numbers) -> npt.NDArray[np.float64]:
    return 100 * _floats(affected) / _floats(at_risk)


def _floats(values: Numbers) -> npt.NDArray[np.float64]:
    to_numpy: Any = getattr(values, "to_numpy", None)
    array = to_numpy(dtype="float64", na_value=np.nan) if to_numpy else np.asarray(values, dtype="float64")
    return np.asarray(array, dtype="float64")


def _statsmodels() -> Any:
    try:
        from statsmodels.stats import proportion
    except ImportError:
        raise MissingPart("Confidence intervals", "stats") from None
    return proportion
