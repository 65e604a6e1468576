"""Knows some of MNIST's training images again, under whatever name and in whatever kind of file they come.

Kaggle's digit recognizer, for one, is MNIST's images shuffled: who trains on them may not be compared on those held
out with a model that learned them all.
"""

import base64
import hashlib

import numpy as np

from mnistpad.data.dataset import Bytes, Images

STEP = 250  # every 250th training image is known: of 1,000 images taken from MNIST's, four are met on average
_SIZE = 6  # bytes of a print
_HALF = 128  # ink above is black: a few of the files that go round differ from the original in their faintest pixels


def holds_mnist(images: Images) -> bool:
    """Return whether images of MNIST's training set are among these.

    Some hundred images at least are needed to be sure; those that went through JPEG are not known again.
    """
    return not _KNOWN.isdisjoint(prints(images.pixels))


def prints(pixels: Bytes) -> list[bytes]:
    """Return a short print of each image, pixels of shape (n, 784)."""
    rows = np.packbits(pixels >= _HALF, axis=1)
    return [hashlib.sha256(row.tobytes()).digest()[:_SIZE] for row in rows]


_PRINTS = base64.b64decode(
    "1mJUwd13d2RYDKndWfoqOO/9OBrp8z/AbRnxbMG1ewqA3zTutzjz2CpwTdfRxUCGU00umz28dCkOy/8BPaoAODPj9vNqY02IQU+pHqDuJcTQ"
    "wCBgi2S2ghu+Euhnv2aQo5TFVpDN2URRiAeagv8YLslNvrJXQK6qinFfpCv9zDfI4E5DExBUUF3/e0RZVMcHLt5aSh7KNeNQAbZQLpgPSi82"
    "bnf2eAp+Vm8q1eZtD56/pLjdyPGoU97o/KG8aIZDg5Zd57xaEQizxozlbQ33mk5redeW/7FhBgMWPpyUqiHsGg8awvRNlBmHbZXtFfoZjYDf"
    "ZJ2sm1FS//BB4r8ezj23HbLgPig/qC9p8Z4I2wg5DXaF21Xd9BvYopa6jowV4dzPQX+DD+atBmW3a147TJqO9rElquyHdoMGNFaCtve8m/HD"
    "GmA2Z6pawOqn4AjYu/o99IaS80AqlB4gb9ebzkIeztG5zsZq8f9nTZ+uC8cKn3WC23wYdIpiNDfyP/MXb3CC+qcjn3d+ikNcI6jZrRK69VFB"
    "lFL/VXoFRoifmSPP1Ijk8Fwm1fRKa2lfxozsCJ5UzF3G+goBGPlaAQUFX2ALFQUPigEftMr0HufRymKMjLDu5IfFlGIZkoMBOMhmf0wICehB"
    "/p/QWAgkBfOtNXXB+c6P0Q9HZFq0oLu+prtr60sH/Tc3xH5gajF8zt/yOyxb8UEDc9UevWusyhc1yDQpZpJMpDLqFYuMWF3ea6+DIDf6+HY1"
    "NAeh/4qAeL956027PGDLB7QoWs/R2LTaQEGv2ERjPqRqKhySZTcNfY5fMgqzis7EvedCiLnD9mfm+Zx5Q3QOnWbX48avGmRcMQ1YT1AMpr6A"
    "449B6135jpHGPnPxTMs3HzAKSn2P2pg1Hsq+OkMCHOXfybYS1cUg0SH6rYWNSeiE+NfxdtRlBzElHQm8NLoKYQ6sBvWogSROCDYn4K28CTEU"
    "08ikpKpB+CtNMw3ZCqLXzE+KyE+NVXdfi6jkEXm8+8XyR915zZT/OfBeqiLeLCEiDN3y4ULQWbBwkrhvlp0nsN/l+mEgswtyOsJY1w0wITgp"
    "nlugcBZgzXFv2kEK+KoVQ9/ygQGPv2tTfwGfStoXQFLaczRvSw1S255L0B55Oa06asDApB6PuLTiEZxKVhYfuZyMtVyCD2tGc3SivO91xIra"
    "BvR5j6rM/5gtVjDwyMLRXjLlkPFMQ+YivAhK3vlqEkvuAGGKdNTUo9WU/WZKWiCp0JJJMFQ7nXTvDGKmi4Dg8HBoaoWvgyzky0jkcMiO27ij"
    "UQ5eEmPMsBYDBRJKor/k7HAnQnMX/27Xsxb9qlTpnIRDHiqpznEaVYX6vYrSzp5HiKRP8zDNS0qEG62003zqML5oEoSeKc497TWRmh/Kpsg0"
    "pHH8dlNzTfgYF/KHNlXXGKKrCM7BjkCH61KM2bxR23q/07wF4EHwrJNsNS8sloB2RCw7MnHEgDsZ3ZqSul7szXvijqvUqlG+KApqy/qBhP3g"
    "34QjJ50tHpgke8dewWdlJsmT986gQQizUnGTsA9kM87zV8q+NMUFKg7ApNYRRnWrSVNyFJwy3VnOQxNlRdjWAS84EY2ZT2cG2tr1mkyenZfI"
    "NUIdR8JAzx4jfIvtt1XrzmNOSNp0hxuVLFzU2HLuddZ6O+7mtVnNBQ1dmrdhpE7qPaLhbH2zsE6wPsBTtC/Zyer67HcBAPmRbVJ/V7hWFBsh"
    "qiQ2hF+W/J97Df4XvJoi+8hvjG1g5atv05dV/MU3TiGKaFF/xnv/00fUgTLacPDnFfBJpTBftX5soOt6z4YHrWrm87j/SMHZkAiHk9InzKWE"
    "u8dRXqL6CDkgy7/3CcXwUIlyIRNLkaFoKY6y+3RKczqhQyc3jT7K857G432nRAk5lLP9jjRWlL+/0M6eTRgX"
)
_KNOWN = frozenset(_PRINTS[at : at + _SIZE] for at in range(0, len(_PRINTS), _SIZE))
