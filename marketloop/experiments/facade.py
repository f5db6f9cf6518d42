"""The door of the experiments module: assignment, readouts, planning. All functions are pure."""

from marketloop.experiments.assignment import assign_arms, assign_holdout, buckets
from marketloop.experiments.contracts import Adjusted, Interval, Lift, MeanDifference, RatioCheck, Verdict
from marketloop.experiments.means import cuped, mean_difference
from marketloop.experiments.planning import check_ratio, detectable_effect, holm, sample_size
from marketloop.experiments.readout import always_valid_half_width, lift, two_proportion_p

__all__ = [
    "Adjusted",
    "Interval",
    "Lift",
    "MeanDifference",
    "RatioCheck",
    "Verdict",
    "always_valid_half_width",
    "assign_arms",
    "assign_holdout",
    "buckets",
    "check_ratio",
    "cuped",
    "detectable_effect",
    "holm",
    "lift",
    "mean_difference",
    "sample_size",
    "two_proportion_p",
]
