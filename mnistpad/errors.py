"""What can go wrong in front of a person. The text of each error is shown to people as it stands."""


class MnistPadError(Exception):
    """Something a person can understand and mend: what happened, to which thing, and what to do next."""


class UsageError(MnistPadError):
    """The arguments do not fit together."""


class ScreenError(MnistPadError):
    """There is no screen to open a window on, or Qt cannot reach it."""


class DrawingError(MnistPadError):
    """A drawing file cannot be read or written."""


class ImageError(MnistPadError):
    """A picture cannot be read as a digit."""


class DataError(MnistPadError):
    """A source of labelled images is missing, damaged or unusable."""


class DownloadError(MnistPadError):
    """Files could not be fetched from the network, or not be kept."""


class DownloadCancelledError(DownloadError):
    """A person ended a download."""


class ModelFileError(MnistPadError):
    """A model file cannot be read or written."""


class TrainingError(MnistPadError):
    """Training cannot start, or cannot go on."""
