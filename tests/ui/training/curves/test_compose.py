"""What the plots show, before anything is drawn."""

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.ui.training.curves.compose import _cut

places = st.lists(st.integers(-8, 16), min_size=1, max_size=12, unique=True).map(lambda x: np.array(sorted(x)) / 8)


@given(places, st.randoms(use_true_random=False))
def test_a_line_is_cut_off_at_both_edges_and_is_the_same_in_between(x, random):
    y = np.array([random.random() for _ in x])

    cut, heights = _cut(x, y)

    expected = {*x[(x >= 0) & (x <= 1)], *(edge for edge in (0.0, 1.0) if x[0] <= edge <= x[-1])}
    assert cut.tolist() == sorted(expected)
    np.testing.assert_allclose(heights, [np.interp(at, x, y) for at in cut], rtol=1e-12)


def test_curves_that_are_cut_off_load_nothing_more_of_numpy():
    code = (
        "import sys, numpy as np; from mnistpad.ui.training.curves.compose import _cut;"
        "before = set(sys.modules); _cut(np.array([-1.0, 0.5, 2.0]), np.arange(3.0));"
        "sys.exit(any(name.startswith('numpy') for name in set(sys.modules) - before))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
