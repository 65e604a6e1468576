"""A checksum of a network early in its run: whoever repeats the run knows within seconds whether it is the same one.

Only under the same arithmetic. Another BLAS, or another number of its threads, rounds the last bits otherwise, and Adam
takes a whole step where a gradient is nothing but rounding: with two threads instead of one, single weights of
784-1024-512-11 were 0.06 apart after 200 batches, and 0.003 on the average. So the checksum says where it was made.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from mnistpad.nn import Network

BATCHES = 200
TOLERANCE = 1e-4  # of a single weight

_SAMPLED = 32


def checksum(network: Network) -> dict[str, Any]:
    """Return the sum of all weights and biases, the sum of their squares, some of them, and the arithmetic."""
    row = network.parameters.astype(np.float64)
    places = np.linspace(0, len(row) - 1, _SAMPLED).astype(np.intp)
    return {
        "batches": BATCHES,
        "arithmetic": arithmetic(),
        "sum": math.fsum(row),
        "squares": math.fsum(row**2),
        "weights": row[places].tolist(),
    }


def arithmetic() -> str:
    """Return what rounds here: NumPy, its BLAS, and the processor's kind that the BLAS is made for."""
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    blas = {f"{pool['internal_api']} {pool['version']} {pool.get('architecture', '')}".strip() for pool in pools}
    return " ".join(["numpy", np.__version__, *sorted(blas)])


def is_same(recorded: Mapping[str, Any], repeated: Mapping[str, Any]) -> bool:
    """Whether two checksums of the same arithmetic are of the same run, within `TOLERANCE`."""
    many = TOLERANCE * math.sqrt(repeated["squares"])
    return (
        recorded["batches"] == repeated["batches"]
        and math.isclose(recorded["squares"], repeated["squares"], rel_tol=TOLERANCE)
        and math.isclose(recorded["sum"], repeated["sum"], rel_tol=TOLERANCE, abs_tol=many)
        and len(recorded["weights"]) == len(repeated["weights"])
        and bool(np.allclose(recorded["weights"], repeated["weights"], rtol=0, atol=TOLERANCE))
    )
