"""Intervals and paired tests against numbers worked by hand and against other people's code."""

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from quotewise.eval import refusal
from quotewise.eval.statistics import bootstrap, difference, holm, mean, ratio, sign_test, turned, wilson


def pairs(lost: int, won: int, same: int = 20) -> tuple[list[bool], list[bool]]:
    """Verdicts before and after."""
    return [True] * lost + [False] * won + [True] * same, [False] * lost + [True] * won + [True] * same


def test_wilson_interval_of_eight_in_ten() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "trials"), [(0, 7), (7, 7), (62, 68), (1, 500)])
def test_wilson_agrees_with_statsmodels(successes: int, trials: int) -> None:
    assert wilson(successes, trials) == pytest.approx(proportion_confint(successes, trials, method="wilson"), abs=1e-9)


def test_mcnemar_by_hand_and_as_published() -> None:
    change = turned(*pairs(1, 7))  # Fagerland, Lydersen and Laake 2013, table 1: exact .070, mid-p .039
    assert (change.lost, change.won) == (1, 7)
    assert change.exact == pytest.approx(18 / 256)  # 2 (1 + 8) / 2^8
    assert change.mid_p == pytest.approx(10 / 256)  # 2 (1 + 8 / 2) / 2^8
    assert turned(*pairs(3, 3)).mid_p == 1.0
    assert turned(*pairs(0, 0)).exact == 1.0


@pytest.mark.parametrize(("lost", "won"), [(0, 5), (2, 9), (12, 4), (1, 1)])
def test_mcnemar_agrees_with_statsmodels(lost: int, won: int) -> None:
    assert turned(*pairs(lost, won)).exact == pytest.approx(mcnemar([[20, lost], [won, 0]], exact=True).pvalue)


def test_five_lost_and_none_won_are_beyond_chance_and_four_are_not() -> None:
    assert sign_test(5, 0) == pytest.approx(1 / 32)
    assert sign_test(4, 0) == pytest.approx(1 / 16)
    assert sign_test(7, 1) == pytest.approx(9 / 256)
    assert sign_test(0, 5) == 1.0
    assert sign_test(0, 0) == 1.0


def test_holm_agrees_with_statsmodels_and_keeps_the_order() -> None:
    chances = [0.04, 0.001, 0.03, 0.5, 0.012]
    assert holm(chances) == pytest.approx(multipletests(chances, method="holm")[1])
    assert holm([0.01, 0.04]) == pytest.approx([0.02, 0.04])
    assert holm([]) == []


def test_the_bootstrap_is_scipys_within_what_drawing_moves() -> None:
    values = np.random.default_rng(4).random(80)
    found = scipy_bootstrap((values,), np.mean, method="percentile", n_resamples=4000, rng=1).confidence_interval
    assert bootstrap(mean, values) == pytest.approx((found.low, found.high), abs=0.006)
    assert bootstrap(mean, values) == bootstrap(mean, values)


def test_a_ratio_is_drawn_by_question_not_by_thing() -> None:
    """Ten questions of ten citations each, all of a question good or all bad, say no more than ten coins."""
    good, all_of_it = np.array([10.0] * 5 + [0.0] * 5), np.full(10, 10.0)
    low, high = bootstrap(ratio, good, all_of_it)
    assert high - low > 0.5
    assert ratio(np.array([0.0]), np.array([0.0])) != ratio(np.array([0.0]), np.array([0.0]))  # not defined


def test_a_difference_is_of_pairs() -> None:
    rising = difference([0.1, 0.5, 0.9], [0.2, 0.6, 1.0])
    assert (rising.value, rising.low, rising.high) == pytest.approx((0.1, 0.1, 0.1))


def test_refusals_are_scored_as_scikit_learn_scores_them() -> None:
    draw = np.random.default_rng(2)
    truth, refused = draw.random(90) < 0.4, draw.random(90) < 0.5
    theirs = precision_recall_fscore_support(truth, refused, average="binary")[:3]
    ours = [of(truth, refused) for of in (refusal.precision, refusal.recall, refusal.f1)]
    assert ours == pytest.approx(list(theirs))
