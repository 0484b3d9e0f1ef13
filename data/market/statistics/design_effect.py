"""Design effects of comparisons: how much less is known where many postings are of one employer.

The jobs of an employer name the same skills, as one team or one template wrote them. So the residuals of an employer's
postings are summed before they are squared (sandwich variance by cluster, Liang and Zeger 1986), and the variance of a
difference is the larger of that and the one of independent postings. An employer that has much of a group has drawn the
share of the group to itself: the sum is raised by as much (CR3, Bell and McCaffrey 2002). An unknown employer counts as
one of its own.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array, zeros_up_to

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
# Of more employers than MOST, all with more than LARGE postings are looked at, and of the others one in several stands
# for these: by how much jobs of an employer are alike is known well from thousands.
MOST, LARGE = 2_000, 200
# Codes below this are counted rather than sorted.
_COUNTED = 1 << 22
# The number of the employer of each posting by number; below 0 where none is known.
Employers = NDArray[np.int32]


@dataclass(frozen=True)
class EmployerClusters:
    """Postings of a comparison by employers of several of them: cluster and group of each posting, (n,).

    `place` is that of each posting among these, by number; a group is a stratum of a side. `influence` is by how much a
    posting of a group moves the difference, (groups,), `raised` that of each posting beside the others of its employer,
    (n,), `sums` their sums by cluster, (clusters, groups), and `squares` the sums of the squares of `influence` by
    group, (groups,). `weight` is the number of clusters that each stands for, (clusters,).
    """

    postings: BitMap
    place: NDArray[np.unsignedinteger[Any]]
    cluster: NDArray[np.int64]
    group: NDArray[np.int64]
    influence: Floats
    raised: Floats
    sums: "csr_array"
    squares: Floats
    weight: Floats

    def excess(self, named: BitMap, shares: Floats) -> float:
        """Return the variance of a difference beyond that of independent postings, given those that name the skill.

        `shares` are those of the groups, (groups,).
        """
        places = self.place[bitmap_to_array(named & self.postings)]
        groups = self.group[places]
        moved = self.influence[groups]
        clusters = self.cluster[places]
        residuals = np.bincount(clusters, self.raised[places], len(self.weight)) - self.sums @ shares
        single = (self.weight[clusters] * moved**2 * (1 - 2 * shares[groups])).sum() + self.squares @ shares**2
        return float(self.weight @ residuals**2 - single)


def cluster_employers(
    employers: Employers, numbers: NDArray[np.uint32], groups: NDArray[np.int64], influence: Floats
) -> EmployerClusters | None:
    """Return the clusters of postings, (n,), by employers of several of them; None without any.

    `groups` are those of the postings, (n,), `influence` that of a posting of each group, (groups,).
    """
    members = cluster_members(employers, numbers)
    if members is None:
        return None
    from scipy.sparse import csr_array

    sizes, (places, clusters, weight) = np.bincount(groups, minlength=len(influence)), members
    numbers, groups = numbers[places], groups[places]
    place = zeros_up_to(len(numbers), int(numbers.max()) + 1)
    place[numbers] = np.arange(len(numbers))
    held = how_many_alike(clusters * len(influence) + groups)
    raised = influence[groups] * raise_by(held, sizes[groups])
    sums = csr_array((raised, (clusters, groups)), shape=(len(weight), len(influence)))
    squares = np.bincount(groups, weight[clusters], len(influence)) * influence**2
    postings = array_to_bitmap(np.sort(numbers))
    return EmployerClusters(postings, place, clusters, groups, influence, raised, sums, squares, weight)


class ClusterMembers(NamedTuple):
    """Members of clusters, each an employer of several: places of postings, (n,), and the cluster of each, (n,).

    `weight` is the number of clusters that each stands for, (clusters,).
    """

    places: NDArray[np.int64]
    cluster: NDArray[np.int64]
    weight: Floats


def cluster_members(employers: Employers, numbers: NDArray[np.integer[Any]]) -> ClusterMembers | None:
    """Return the postings, of those with these numbers, of employers of several; None without any."""
    if len(numbers) and numbers.max() >= len(employers):
        employers = np.concatenate([employers, np.full(int(numbers.max()) + 1 - len(employers), -1, np.int32)])
    employer = np.maximum(employers.take(numbers), -1)
    weights = _weights(np.bincount(employer + 1, minlength=1)[1:])
    chosen = weights > 0
    # The last place is that of no employer.
    places = np.flatnonzero(np.append(chosen, False).take(employer))
    if not len(places):
        return None
    return ClusterMembers(places, (np.cumsum(chosen) - 1)[employer[places]], weights[chosen])


def how_many_alike(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each code, none below 0, how many are the same, (n,)."""
    if codes.max(initial=0) < _COUNTED:
        return np.bincount(codes)[codes]
    _, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    return np.asarray(counts[place])


def without_gaps(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return codes, none below 0, as the places of their values in order, (n,)."""
    if codes.max(initial=0) < _COUNTED:
        return (np.cumsum(np.bincount(codes) > 0) - 1)[codes]
    return np.unique(codes, return_inverse=True)[1]


def raise_by(held: NDArray[Any], size: NDArray[Any] | int) -> Floats:
    """Return by how much the residuals of employers that hold so many of `size` postings are raised (CR3).

    Of an employer that holds all nothing tells how much employers differ: its residuals stay.
    """
    others = size - held
    return np.where(others > 0, size / np.maximum(others, 1), 1.0)


def _weights(postings: NDArray[np.int64]) -> Floats:
    """Return the weight of each employer, given the numbers of postings; 0 where another stands for the employer."""
    weights = (postings > 1).astype(np.float64)
    small = np.flatnonzero((postings > 1) & (postings <= LARGE))
    every = -(-len(small) // MOST)
    if every > 1:
        weights[small] = 0
        weights[small[::every]] = len(small) / len(small[::every])
    return weights
