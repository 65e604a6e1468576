"""Reads one source that is made to burst the memory, in a process that may take 1 GiB, and says what came of it.

    python -m tests.end_to_end.files.huge SOURCE

Prints a line of JSON: what was said, and the most memory that was resident.
"""

import json
import resource
import sys

from mnistpad.data import sources
from mnistpad.errors import MnistPadError
from tests.end_to_end.files.mutated import MEMORY, most_resident


def main() -> None:
    """Do what the command line says."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    said = "read"
    try:
        sources.load(sys.argv[1])
    except MnistPadError as error:
        said = str(error)
    sys.stdout.write(json.dumps({"said": said, "most": most_resident()}))


if __name__ == "__main__":
    main()
