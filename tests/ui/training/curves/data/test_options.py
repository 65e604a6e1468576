import pytest

from mnistpad.ui.training.curves.data.options import CurveOptions


def test_options_survive_being_remembered():
    options = CurveOptions(follow=False, in_batches=True, log_steps=True, log_loss=True, smoothing=100)

    assert CurveOptions.from_dict(options.to_dict()) == options


@pytest.mark.parametrize("junk", [{}, {"follow": "no", "smoothing": 7}, {"log_loss": None, "smoothing": True, "x": 1}])
def test_what_cannot_be_is_as_by_default(junk):
    assert CurveOptions.from_dict(junk) == CurveOptions()
