"""Combine proportions and differences of several trials, and correct for many comparisons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from immunodata.errors import ImmunodataError, MissingPart
from immunodata.stats import ALPHA, Numbers, floats

FEWEST_STUDIES = 2


@dataclass(frozen=True, slots=True)
class Pooled:
    """A summary over `studies`: the mean with its 95 % interval, where a new study would fall, and heterogeneity.

    `value`, `low`, `high`, `predicted_low`, `predicted_high` in percent or percentage points; `i_squared` in percent;
    `tau_squared` on the scale on which the studies were combined. Prediction is missing below three studies.
    """

    value: float
    low: float
    high: float
    predicted_low: float
    predicted_high: float
    i_squared: float
    tau_squared: float
    studies: int


def pool_proportions(affected: Numbers, at_risk: Numbers) -> Pooled:
    """Combine proportions of several studies by random effects on the logit scale.

    Half a patient is added to both cells of a study with none or all affected, as without it its logit is infinite.

    Parameters
    ----------
    affected, at_risk : patients, one value per study; at least two studies.

    Returns
    -------
    `Pooled`, in percent.

    Notes
    -----
    Between-study variance: Paule RC, Mandel J, J Res Natl Bur Stand 1982;87:377-385. Interval: Hartung J, Knapp G,
    Stat Med 2001;20:3875-3889. Prediction: Higgins JPT, Thompson SG, Spiegelhalter DJ, J R Stat Soc A
    2009;172:137-159. I squared: Higgins JPT, Thompson SG, Stat Med 2002;21:1539-1558.
    """
    x, n = floats(affected), floats(at_risk)
    if len(x) < FEWEST_STUDIES or not (np.isfinite(x).all() and np.isfinite(n).all() and (n > 0).all()):
        raise ImmunodataError(f"Pooling needs at least {FEWEST_STUDIES} studies, each with a count and a denominator.")
    extreme = (x == 0) | (x == n)
    x, n = np.where(extreme, x + 0.5, x), np.where(extreme, n + 1.0, n)
    return _random_effects(np.log(x / (n - x)), 1 / x + 1 / (n - x), lambda value: 100 / (1 + np.exp(-value)))


def pool_differences(affected: Numbers, at_risk: Numbers, affected_other: Numbers, at_risk_other: Numbers) -> Pooled:
    """Combine differences between randomized arms of several trials by random effects with inverse variances.

    Half a patient is added to each cell of a trial where an arm has none or all affected.

    Returns
    -------
    `Pooled`, in percentage points. Methods as in `pool_proportions`.
    """
    cells = [floats(values) for values in (affected, at_risk, affected_other, at_risk_other)]
    if len(cells[0]) < FEWEST_STUDIES or not all(np.isfinite(cell).all() for cell in cells):
        raise ImmunodataError(f"Pooling needs at least {FEWEST_STUDIES} trials, each with counts and denominators.")
    x, n, y, m = cells
    extreme = (x == 0) | (x == n) | (y == 0) | (y == m)
    x, n, y, m = (np.where(extreme, cell + add, cell) for cell, add in ((x, 0.5), (n, 1.0), (y, 0.5), (m, 1.0)))
    first, second = x / n, y / m
    variance = first * (1 - first) / n + second * (1 - second) / m
    return _random_effects(first - second, variance, lambda value: 100 * value)


def benjamini_hochberg(p_values: Numbers) -> npt.NDArray[np.float64]:
    """Return p-values adjusted for the false discovery rate; missing stays missing.

    Notes
    -----
    Benjamini Y, Hochberg Y, J R Stat Soc B 1995;57:289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.02, 0.03, 0.5]).round(3).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    from scipy.stats import false_discovery_control

    p = floats(p_values)
    adjusted = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        adjusted[known] = false_discovery_control(p[known], method="bh")
    return adjusted


def _random_effects(
    effects: npt.NDArray[np.float64], variances: npt.NDArray[np.float64], back: Callable[[Any], Any]
) -> Pooled:
    try:
        from scipy.stats import t
        from statsmodels.stats.meta_analysis import combine_effects
    except ImportError:
        raise MissingPart("Pooling", "stats") from None

    found = combine_effects(effects, variances, method_re="iterated", use_t=True)
    tau2, studies = max(float(found.tau2), 0.0), len(effects)
    weights = 1 / (variances + tau2)
    mean = float(np.sum(weights * effects) / weights.sum())
    spread = float(np.sum(weights * (effects - mean) ** 2) / (studies - 1))  # Hartung and Knapp
    error = np.sqrt(spread / weights.sum())
    reach = t.ppf(1 - ALPHA / 2, studies - 1) * error
    ahead = np.nan
    if studies > FEWEST_STUDIES:
        ahead = t.ppf(1 - ALPHA / 2, studies - 2) * np.sqrt(tau2 + 1 / weights.sum())
    q = float(np.sum((effects - np.average(effects, weights=1 / variances)) ** 2 / variances))
    i_squared = max(0.0, 100 * (q - (studies - 1)) / q) if q > 0 else 0.0
    value, low, high, lowest, highest = (float(back(mean + shift)) for shift in (0, -reach, reach, -ahead, ahead))
    return Pooled(value, low, high, lowest, highest, i_squared, tau2, studies)
