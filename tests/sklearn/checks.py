"""The checks of scikit-learn for estimators, tried on those that take texts."""

import warnings
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import check_estimator

TAKES_TEXTS = "the check gives numbers, and these estimators take texts"
# What checks of estimators for tables call, whose properties the tests of each estimator look at with texts.
NUMBERS_GIVEN = dict.fromkeys(
    """
    check_dict_unchanged check_dont_overwrite_parameters check_estimator_sparse_array check_estimator_sparse_matrix
    check_estimator_sparse_tag check_estimators_dtypes check_estimators_fit_returns_self
    check_estimators_overwrite_params check_estimators_pickle check_f_contiguous_array_estimator
    check_fit2d_1feature check_fit2d_1sample check_fit_check_is_fitted check_fit_idempotent check_fit_score_takes_y
    check_methods_sample_order_invariance check_methods_subset_invariance check_pipeline_consistency
    check_positive_only_tag_during_fit check_readonly_memmap_input
    """.split(),
    TAKES_TEXTS,
)
# Pass although they know nothing of texts.
FOR_ALL = {
    "check_do_not_raise_errors_in_init_or_set_params", "check_estimator_cloneable", "check_estimator_repr",
    "check_estimator_tags_renamed", "check_estimators_unfitted", "check_get_params_invariance", "check_mixin_order",
    "check_n_features_in_after_fitting", "check_no_attributes_set_in_init", "check_parameters_default_constructible",
    "check_set_params", "check_valid_tag_types",
}  # fmt: skip


def checked(estimator: BaseEstimator, expected: dict[str, str]) -> dict[str, set[str]]:
    """Return the names of scikit-learn's checks by how each ended: all that there are for tables, too."""

    class ForTables(type(estimator)):
        def __sklearn_tags__(self) -> Any:
            tags = super().__sklearn_tags__()
            tags.input_tags.two_d_array = True
            return tags

    ForTables.__name__ = type(estimator).__name__  # which `repr` shows
    tried = ForTables(**estimator.get_params())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ended = check_estimator(tried, expected_failed_checks=expected, on_fail=None, on_skip=None)
    return {how: {e["check_name"] for e in ended if e["status"] == how} for how in ("passed", "failed", "xfail")}
