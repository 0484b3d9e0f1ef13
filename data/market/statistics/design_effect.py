"""Design effects of comparisons: how much less is known where many postings are of one employer.

The jobs of an employer name the same skills, as one team or one template wrote them. So the residuals of an employer's
postings are summed before they are squared (sandwich variance by cluster, Liang and Zeger 1986), and the variance of a
difference is the larger of that and the one of independent postings. An unknown employer counts as one of its own.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
# The number of the employer of each posting by number; below 0 where none is known.
Employers = NDArray[np.int32]


@dataclass(frozen=True)
class EmployerClusters:
    """Postings of a comparison by employers of several of them: cluster and group of each posting by number.

    A group is a stratum of a side; `influence` is by how much a posting of it moves the difference, (groups,), and
    `sums` the sum of these by cluster, (clusters, groups), `squares` that of their squares by group, (groups,).
    """

    postings: BitMap
    cluster: NDArray[np.int32]
    group: NDArray[np.int32]
    influence: Floats
    sums: "csr_array"
    squares: Floats

    def excess(self, named: BitMap, shares: Floats) -> float:
        """Return the variance of a difference beyond that of independent postings, given those that name the skill.

        `shares` are those of the groups, (groups,).
        """
        numbers = bitmap_to_array(named & self.postings)
        groups = self.group[numbers]
        moved = self.influence[groups]
        residuals = np.bincount(self.cluster[numbers], moved, self.sums.shape[0]) - self.sums @ shares
        single = (moved**2 * (1 - 2 * shares[groups])).sum() + self.squares @ shares**2
        return float(residuals @ residuals - single)


def cluster_employers(
    employers: Employers, numbers: NDArray[np.uint32], groups: NDArray[np.int64], influence: Floats
) -> EmployerClusters | None:
    """Return the clusters of postings, (n,), by employers of several of them; None without any.

    `groups` are those of the postings, (n,), `influence` that of a posting of each group, (groups,).
    """
    from scipy.sparse import csr_array

    known = numbers < len(employers)
    numbers, groups = numbers[known], groups[known]
    employer = employers[numbers]
    counts = np.bincount(employer[employer >= 0], minlength=1)
    several = (employer >= 0) & (counts[np.maximum(employer, 0)] > 1)
    if not several.any():
        return None
    numbers, groups = numbers[several], groups[several]
    unique, clusters = np.unique(employer[several], return_inverse=True)
    by_number = np.zeros((2, int(numbers.max()) + 1), np.int32)
    by_number[:, numbers] = clusters, groups
    sums = csr_array((influence[groups], (clusters, groups)), shape=(len(unique), len(influence)))
    squares = np.bincount(groups, minlength=len(influence)) * influence**2
    postings = array_to_bitmap(np.sort(numbers))
    return EmployerClusters(postings, by_number[0], by_number[1], influence, sums, squares)
