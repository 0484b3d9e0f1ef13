import re

from truerole.core.reading import ROLES
from truerole.dashboard.charts.role_bar import role_mix_bar


def test_the_mix_is_read_out_and_has_a_legend(make):
    drawn = role_mix_bar(make().roles)
    assert 'aria-label="The mix: data analyst 78 %, data engineer 15 %' in drawn
    assert drawn.count("<li>") == len(ROLES)


def test_each_role_has_a_slice_of_its_share(make):
    shares = [float(s) for s in re.findall(r"flex-grow:([\d.]+)", role_mix_bar(make().roles))]
    assert shares == [0.78, 0.15, 0.04, 0.02, 0.01]
