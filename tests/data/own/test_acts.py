"""Any acts in any order equal a model of a few lines, through restarts, tidying and torn ends."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from mnistpad.data.own import Change, OwnDigits

from .conftest import drawing

LABELS = st.integers(0, 9)
PERSONS = st.sampled_from(["Me", "Anna"])


@dataclass(frozen=True)
class Simple:
    """What the model knows of a digit."""

    label: int
    person: str
    alive: bool = True


class Acts(RuleBasedStateMachine):
    """A folder with two windows, and a dictionary that does the same."""

    keys = Bundle("keys")
    changes = Bundle("changes")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.windows = [self.open(), self.open()]
        self.model: dict[str, Simple] = {}
        self.count = 0

    def open(self) -> OwnDigits:
        return OwnDigits(Path(self.folder.name))

    def done(self, change: Change) -> Change:
        for kept in change.digits:
            self.model[kept.key] = Simple(kept.label, kept.person, not kept.deleted)
        return change

    @rule(target=keys, window=st.integers(0, 1), label=LABELS, person=PERSONS)
    def keep(self, window, label, person):
        self.count += 1
        (kept,) = self.windows[window].keep(drawing(self.count), label, person).digits
        self.model[kept.key] = Simple(label, person)
        return kept.key

    @rule(target=changes, window=st.integers(0, 1), some=st.lists(keys, max_size=3), label=LABELS)
    def relabel(self, window, some, label):
        before = {key: self.model[key] for key in some if key in self.model}
        change = self.windows[window].relabel(some, label)
        for key, simple in before.items():
            if simple.alive:
                self.model[key] = Simple(label, simple.person)
        return change, {key: simple for key, simple in before.items() if simple.alive}

    @rule(target=changes, window=st.integers(0, 1), some=st.lists(keys, max_size=3))
    def delete(self, window, some):
        before = {key: self.model[key] for key in some if key in self.model and self.model[key].alive}
        change = self.windows[window].delete(some)
        for key, simple in before.items():
            self.model[key] = Simple(simple.label, simple.person, alive=False)
        return change, before

    @rule(window=st.integers(0, 1), act=consumes(changes))
    def undo(self, window, act):
        change, before = act
        if self.windows[window].undo(change) is not None:
            self.model.update(before)
        elif before:
            assert not set(before) & set(self.model)  # only deleting all leaves no way back

    @rule(window=st.integers(0, 1))
    def tidy(self, window):
        self.windows[window].tidy()

    @rule(window=st.integers(0, 1))
    def reopen(self, window):
        self.windows[window] = self.open()

    @rule(left=st.binary(max_size=9).filter(lambda left: b"\n" not in left))
    def tear(self, left):
        path = self.windows[0].path
        if path.exists():
            with path.open("ab") as file:
                file.write(b"{" + left)

    @rule(target=keys, window=st.integers(0, 1))
    def delete_all(self, window):
        self.windows[window].delete_all()
        self.model.clear()
        return multiple()

    @invariant()
    def both_windows_show_the_model(self):
        expected = {key: (simple.label, simple.person) for key, simple in self.model.items() if simple.alive}
        for window in self.windows:
            window.refresh()
            assert {kept.key: (kept.label, kept.person) for kept in window.all()} == expected
            assert window.damaged == 0

    def teardown(self) -> None:
        self.folder.cleanup()


Acts.TestCase.settings = settings(max_examples=40, stateful_step_count=25)
TestActs = Acts.TestCase
