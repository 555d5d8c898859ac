"""Quasi-Poisson regressions with a log link, many series at once, in which what stands out weighs less.

Fitted twice, as Farrington flexible (Noufaily et al. 2013) does: the second time past outbreaks weigh less. A penalty
draws coefficients towards 0, as much as a normal prior of that precision would (le Cessie & van Houwelingen 1992): the
shorter a history, the less it can say of a season.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
OUTLYING: Final = 2.58  # Anscombe residual past which a week weighs less
LONGEST_FIT: Final = 25  # steps of the regression
LARGEST_EXPONENT: Final = 50.0


@dataclass(frozen=True, slots=True)
class RegressionFit:
    """A regression of n series on the same p columns: coefficients, means, spread, and the covariance before it."""

    coefficients: Floats
    means: Floats
    dispersion: Floats
    covariance: Floats
    weights: Floats


def reweighted(y: Floats, columns: Floats, penalty: Floats | None = None) -> RegressionFit:
    """The second of two regressions: weeks that stand out of the first weigh less in it.

    `y` is (series, weeks), `columns` (weeks, p). `penalty` (p) is the precision of each coefficient's prior, centred on
    0; without it nothing is drawn towards 0.
    """
    penalty = np.zeros(columns.shape[1]) if penalty is None else penalty
    first = _regression(y, columns, np.ones(y.shape), penalty)
    products = _products(columns)
    leverage = (first.covariance.reshape(len(y), -1) @ products.T) * first.means * first.weights
    spread = np.sqrt(first.dispersion[:, None] * np.maximum(1 - leverage, 1e-9))
    anscombe = 1.5 * (y ** (2 / 3) * first.means ** (-1 / 6) - np.sqrt(first.means)) / spread
    weights = np.where(anscombe > OUTLYING, np.maximum(anscombe, OUTLYING) ** -2.0, 1.0)
    return _regression(y, columns, weights * (y.shape[1] / weights.sum(axis=1))[:, None], penalty)


def _regression(y: Floats, columns: Floats, weights: Floats, penalty: Floats) -> RegressionFit:
    """Quasi-Poisson regressions with a log link, one per row of `y`, by iteratively reweighted least squares."""
    means = y + 0.1
    predictor = np.log(means)
    products, size = _products(columns), columns.shape[1]
    ridge, drawn = 1e-10 * np.eye(size), np.diag(penalty)
    free = y.shape[1] - size
    deviance: Floats = np.full(len(y), np.inf)
    dispersion: Floats = np.ones(len(y))
    for _ in range(LONGEST_FIT):
        working = weights * means
        response = predictor + (y - means) / means
        # The penalty is a precision: what the counts say is in units of their dispersion.
        gram = (working @ products).reshape(-1, size, size) + ridge + dispersion[:, None, None] * drawn
        coefficients = np.linalg.solve(gram, ((working * response) @ columns)[:, :, None])[:, :, 0]
        predictor = np.clip(coefficients @ columns.T, -LARGEST_EXPONENT, LARGEST_EXPONENT)
        means = np.exp(predictor)
        dispersion = _dispersion(y, means, weights, free)
        before, deviance = deviance, _deviance(y, means, weights)
        if np.all(np.abs(deviance - before) <= 1e-8 * (np.abs(deviance) + 0.1)):
            break
    gram = ((weights * means) @ products).reshape(-1, size, size) + ridge + dispersion[:, None, None] * drawn
    return RegressionFit(coefficients, means, dispersion, np.linalg.inv(gram), weights)


def _dispersion(y: Floats, means: Floats, weights: Floats, free: int) -> Floats:
    return np.asarray(np.maximum(1, (weights * (y - means) ** 2 / np.maximum(means, 1e-12)).sum(axis=1) / free))


def _products(columns: Floats) -> Floats:
    """The products of the columns two by two, row by row: one multiplication then gives the sums of all series."""
    return (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)


def _deviance(y: Floats, means: Floats, weights: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(y > 0, y * np.log(y / means), 0) - (y - means)
    return np.asarray(2 * (weights * terms).sum(axis=1))
