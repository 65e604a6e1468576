"""Runs in the peers' virtual environment: trains with PyTorch or scikit-learn, an epoch a question.

The arithmetic is ours: float32, batches of 128, the images shuffled anew for each epoch, plain gradient descent or Adam
with its published constants, ReLU, softmax and cross-entropy, no weight decay. Images are float32 in [0, 1] already,
which is to the peers' advantage: ours are bytes.
"""

import json
import sys
import time
import warnings

import numpy as np

BATCH = 128
RATES = {"sgd": 0.01, "adam": 0.0001}


class Torch:
    """The loop that PyTorch's own tutorials write, without their data loader, which would be slower."""

    def __init__(self, images, labels, threads):
        import torch

        torch.set_num_threads(threads)
        self.torch, self.version = torch, torch.__version__
        self.X, self.y = torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))

    def begin(self, hidden, optimizer):
        nn, layers, before = self.torch.nn, [], self.X.shape[1]
        for size in hidden:
            layers += [nn.Linear(before, size), nn.ReLU()]
            before = size
        self.model = nn.Sequential(*layers, nn.Linear(before, 10))
        kind = {"sgd": self.torch.optim.SGD, "adam": self.torch.optim.Adam}[optimizer]
        self.optimizer = kind(self.model.parameters(), lr=RATES[optimizer])

    def epoch(self):
        loss_of = self.torch.nn.functional.cross_entropy
        order = self.torch.randperm(len(self.X))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            self.optimizer.zero_grad()
            loss = loss_of(self.model(self.X[rows]), self.y[rows])
            loss.backward()
            self.optimizer.step()


class Sklearn:
    """MLPClassifier, an epoch a `partial_fit`."""

    def __init__(self, images, labels, threads):
        import sklearn

        self.version, self.X, self.y = sklearn.__version__, images, labels

    def begin(self, hidden, optimizer):
        from sklearn.neural_network import MLPClassifier

        self.model = MLPClassifier(
            hidden, solver=optimizer, alpha=0.0, batch_size=BATCH, learning_rate_init=RATES[optimizer], momentum=0.0,
            nesterovs_momentum=False, shuffle=True, random_state=0,
        )  # fmt: skip
        self.model.partial_fit(self.X[:BATCH], self.y[:BATCH], classes=np.arange(10))

    def epoch(self):
        self.model.partial_fit(self.X, self.y)


def main():
    """Answer questions, a line each, until there are no more."""
    warnings.simplefilter("ignore")
    kind, images, labels, threads = sys.argv[1:]
    peer = {"torch": Torch, "sklearn": Sklearn}[kind](np.load(images), np.load(labels), int(threads))
    for line in sys.stdin:
        question, answer = json.loads(line), {"version": peer.version}
        if "hidden" in question:
            peer.begin(tuple(question["hidden"]), question["optimizer"])
        elif "epoch" in question:
            begin = time.perf_counter()
            peer.epoch()
            answer["seconds"] = time.perf_counter() - begin
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
