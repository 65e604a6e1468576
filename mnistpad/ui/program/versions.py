"""The versions of all that a bug may depend on. Works where Qt cannot be loaded, and in the frozen program."""

import platform
from importlib import metadata

import numpy as np

import mnistpad


def versions() -> list[str]:
    """Return a line for each thing that a bug may depend on."""
    return [
        f"MnistPad {mnistpad.__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"Qt {qt_version()} (PySide6)",
        f"NumPy {np.__version__}",
        f"BLAS {blas()}",
    ]


def qt_version() -> str:
    """Return the version of the Qt that runs, or of the one that is installed where it cannot run."""
    try:
        from PySide6.QtCore import qVersion
    except ImportError:  # a library of the system's is missing
        return version_of("PySide6-Essentials") or version_of("PySide6") or "unknown"
    return qVersion()


def blas() -> str:
    """Return what multiplies matrices, its version, and how many threads it takes."""
    from threadpoolctl import threadpool_info

    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    found = [f"{pool['internal_api']} {pool['version']} ({pool['num_threads']} threads)" for pool in pools]
    return ", ".join(found) or _blas_of_the_build()


def _blas_of_the_build() -> str:
    """Return what NumPy was built with: threadpoolctl does not know Apple's."""
    try:
        built = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"{built['name']} {built['version']}"
    except (KeyError, TypeError):
        return "unknown"


def version_of(distribution: str) -> str:
    """Return the version of an installed distribution; empty where nothing says it."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
