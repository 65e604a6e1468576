import json
import os
import select
import signal
import subprocess
import sys

import numpy as np
import pytest

from mnistpad import files, model_file
from mnistpad.training import load_checkpoint, preset
from tests.cli.conftest import write_stripes

PATIENCE = 60  # seconds for a process to say something or to end
SMALL = ("--hidden", "16", "--batch-size", "50")


def test_a_run_prints_a_line_an_epoch_and_then_the_model(run, digits, tmp_path):
    ended = run("train", "--data", digits, *SMALL, "--epochs", 3, "--out", "m.npz", "--json")

    assert ended.status == 0
    *epochs, last = ended.lines
    assert [line["epoch"] for line in epochs] == [1, 2, 3]
    assert all(0 <= line["validation_accuracy"] <= 1 for line in epochs)
    assert last["model"] == "m.npz"
    assert last["scores"][0]["count"] == 100
    assert last["scores"][0]["accuracy"] > 0.9
    assert model_file.load(tmp_path / "m.npz").network.sizes == (784, 16, 10)


def test_with_json_standard_output_carries_nothing_else(run, digits):
    ended = run("train", "--data", digits, *SMALL, "--epochs", 1, "--out", "m.npz", "--json")

    assert len(ended.lines) == 2


def test_floats_are_not_rounded(run, digits):
    ended = run("train", "--data", digits, *SMALL, "--epochs", 1, "--out", "m.npz", "--json")

    assert len(repr(ended.lines[0]["loss"])) > 10


def test_people_read_the_same_in_words(run, digits):
    ended = run("train", "--data", digits, *SMALL, "--epochs", 2, "--out", "m.npz")

    assert "stripes: 500 images to learn, 100 held out" in ended.out
    assert "784-16-10 relu, 12,730 parameters" in ended.out
    assert "epoch 2 of 2" in ended.out
    assert "of 100 held-out images of stripes right" in ended.out


def test_a_finished_run_leaves_no_checkpoint(run, digits, tmp_path):
    run("train", "--data", digits, *SMALL, "--epochs", 1, "--out", "m.npz")

    assert [path.name for path in tmp_path.iterdir()] == ["m.npz"]


def test_the_exam_scores_the_test_images_too(run, digits, tmp_path):
    run("train", "--data", digits, *SMALL, "--epochs", 1, "--out", "m.npz", "--exam")

    scores = model_file.load(tmp_path / "m.npz").header.scores
    assert [(score.part, score.count) for score in scores] == [("validation", 100), ("test", 100)]


def test_half_the_numbers_make_half_the_file(run, digits, tmp_path):
    for name, flags in (("whole.npz", []), ("half.npz", ["--half"])):
        run("train", "--data", digits, *SMALL, "--epochs", 1, "--out", name, *flags)

    whole, half = ((tmp_path / name).stat().st_size for name in ("whole.npz", "half.npz"))
    assert half < 0.6 * whole
    assert model_file.load(tmp_path / "half.npz").network.sizes == (784, 16, 10)


def test_several_sources_are_mixed_by_weight(run, digits, tmp_path):
    other = write_stripes(tmp_path / "other", "train", 200)

    run("train", "--data", digits, "--data", f"{other}*2", *SMALL, "--epochs", 1, "--out", "m.npz")

    data = model_file.load(tmp_path / "m.npz").header.data
    assert [source["weight"] for source in data] == [1.0, 2.0]


def test_flags_override_the_file_and_the_file_overrides_the_preset(run, digits, tmp_path):
    (tmp_path / "run.toml").write_text(
        f'data = ["{digits}"]\npreset = "quick"\nhidden = [12]\nepochs = 9\nbatch-size = "full"\naugment = true\n'
    )

    ended = run("train", "--config", "run.toml", "--epochs", 1, "--out", "m.npz")

    assert ended.status == 0, ended.err
    config = model_file.load(tmp_path / "m.npz").header.config
    assert (config["hidden"], config["epochs"], config["batch_size"], config["optimizer"]) == (
        [12],
        1,
        None,
        preset("quick").optimizer,
    )
    assert config["augmentation"] is not None


def test_another_optimizer_takes_its_own_learning_rate(run, digits, tmp_path):
    run("train", "--data", digits, "--hidden", "16", "--optimizer", "adam", "--epochs", 1, "--out", "m.npz")

    assert model_file.load(tmp_path / "m.npz").header.config["learning_rate"] is None


@pytest.mark.parametrize("hidden", ["none", "0", ""])
def test_there_may_be_no_hidden_layer(run, digits, tmp_path, hidden):
    run("train", "--data", digits, "--hidden", hidden, "--epochs", 1, "--out", "m.npz")

    assert model_file.load(tmp_path / "m.npz").network.sizes == (784, 10)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--out", "m.npz"], "Add --data builtin"),
        (["--data", "nowhere", "--out", "m.npz"], "nowhere"),
        (["--data", "{digits}", "--out", "missing/m.npz"], "cannot be written to missing: No such file"),
        (["--data", "{digits}", "--out", "."], "is a folder"),
        (["--data", "{digits}", "--out", "m.npz", "--preset", "fast"], "fast"),
        (["--data", "{digits}", "--out", "m.npz", "--epochs", "0"], "Epochs"),
        (["--data", "{digits}", "--out", "m.npz", "--dropout", "nan"], "dropout"),
        (["--data", "{digits}", "--out", "m.npz", "--config", "none.toml"], "none.toml could not be read"),
        (["--data", "{digits}", "--out", "m.npz", "--resume", "none.checkpoint"], "none.checkpoint"),
        (["--data", "{digits}", "--out", "m.npz", "--validation", "600"], "held out"),
    ],
)
def test_unusable_arguments_are_one_line_and_status_2(run, digits, tmp_path, words, says):
    ended = run("train", *(word.format(digits=digits) for word in words))

    assert ended.status == 2
    assert says in ended.complaint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["epochs = ", "colour = 'red'", "epochs = 'many'", "data = 7", "augment = 'much'"])
def test_a_bad_settings_file_is_named(run, digits, tmp_path, text):
    (tmp_path / "run.toml").write_text(text)

    ended = run("train", "--data", digits, "--config", "run.toml", "--out", "m.npz")

    if text == "data = 7":  # --data stands in for it
        assert ended.status == 0
    else:
        assert ended.status == 2
        assert ended.complaint.startswith("run.toml")


def test_the_source_is_not_overwritten_by_the_model(run, model):
    ended = run("train", "--data", model, "--out", model)

    assert ended.status == 2
    assert "Give --out another name" in ended.complaint


def test_divergence_ends_with_status_1_and_says_what_to_try(run, digits):
    ended = run("train", "--data", digits, *SMALL, "--learning-rate", 1000, "--out", "m.npz", "--json")

    assert ended.status == 1
    assert "Try a learning rate a third as large" in ended.complaint


def test_a_full_disk_at_the_end_is_status_1_and_keeps_the_checkpoint(run, digits, tmp_path, monkeypatch):
    whole = files.replacing

    def full(path):
        if path.name == "m.npz":
            raise OSError(28, "No space left on device")
        return whole(path)

    monkeypatch.setattr(files, "replacing", full)

    ended = run("train", "--data", digits, *SMALL, "--epochs", 1, "--out", "m.npz", "--json")

    assert ended.status == 1
    assert "No space left on device" in ended.complaint
    assert (tmp_path / "m.npz.checkpoint").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_told_to_stop_can_be_resumed_to_the_same_weights(
    run, start, digits, tmp_path, one_thread, number, status
):
    few, many = (*SMALL, "--epochs", 40, "--json"), (*SMALL, "--epochs", 100_000, "--json")
    process = start("train", "--data", digits, *many, "--out", "stopped.npz")
    lines = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == status
    assert "Go on with --resume stopped.npz.checkpoint" in err
    assert lines[-1]["epoch"] == 3
    state = load_checkpoint(tmp_path / "stopped.npz.checkpoint")
    assert state.epoch >= 3
    few = (*SMALL, "--epochs", state.epoch + 2)
    resumed = ("--resume", "stopped.npz.checkpoint", "--epochs", state.epoch + 2)
    assert run("train", "--data", digits, *resumed, "--out", "stopped.npz").status == 0
    assert run("train", "--data", digits, *few, "--out", "straight.npz").status == 0
    one, other = (model_file.load(tmp_path / name).network for name in ("stopped.npz", "straight.npz"))
    assert np.array_equal(one.parameters, other.parameters)


def test_a_resumed_run_keeps_its_network(run, start, digits, tmp_path):
    checkpoint = stopped_run(start, digits, tmp_path)

    ended = run("train", "--data", digits, "--resume", checkpoint, "--hidden", "32", "--out", "m.npz")

    assert ended.status == 2
    assert "--hidden cannot change a run that is resumed" in ended.complaint


def test_a_resumed_run_needs_the_same_images(run, start, digits, tmp_path):
    checkpoint = stopped_run(start, digits, tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for path in digits.glob("train-*"):
        (other / path.name).write_bytes(path.read_bytes())

    ended = run("train", "--data", other, "--resume", checkpoint, "--out", "m.npz")

    assert ended.status == 2
    assert "other images" in ended.complaint


def stopped_run(start, digits, folder):
    """Return the checkpoint of a run that was stopped by Ctrl-C."""
    process = start("train", "--data", digits, *SMALL, "--epochs", 100_000, "--json", "--out", "m.npz")
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    return folder / "m.npz.checkpoint"


def test_a_reader_that_goes_away_is_no_traceback(start, digits):
    process = start("train", "--data", digits, *SMALL, "--epochs", 100_000, "--json", "--out", "m.npz")
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(timeout=PATIENCE) == 1
    with process.stderr:
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
def test_on_a_terminal_a_bar_shows_speed_and_time_left(start, digits):
    import pty

    try:
        leader, follower = pty.openpty()
    except OSError:
        pytest.skip("this system lends no terminals")
    pipes = {"stdout": subprocess.DEVNULL, "stderr": follower}
    process = start("train", "--data", digits, *SMALL, "--epochs", 100_000, "--out", "m.npz", **pipes)
    os.close(follower)
    seen = ""
    while "left" not in seen and select.select([leader], [], [], PATIENCE)[0]:
        seen += os.read(leader, 4096).decode()
    process.kill()
    process.wait(timeout=PATIENCE)
    os.close(leader)

    assert "images/s" in seen
    assert "left" in seen
    assert " of 100000" in seen
    assert max(len(line) for line in seen.split("\r")) < 80 + len("\033[K")


# A network that can decline


@pytest.fixture
def few_strangers(monkeypatch):
    """A source not-digits that takes no seconds to draw."""
    from mnistpad.data import notdigits
    from tests.training.test_no_digit import strangers

    dataset = strangers()
    monkeypatch.setattr(notdigits, "load", lambda: dataset)
    return dataset


def test_what_is_no_digit_may_be_learned_beside_digits(run, digits, few_strangers, tmp_path):
    ended = run("train", "--data", digits, "--data", "not-digits*2", *SMALL, "--epochs", 2, "--out", "m.npz", "--json")

    assert ended.status == 0
    model = model_file.load(tmp_path / "m.npz")
    assert model.network.sizes == (784, 16, 11)
    assert [record["weight"] for record in model.header.data] == [1, 2]
    assert set(ended.lines[-1]["thresholds"]) == {"balanced", "sure"}
    assert model.header.thresholds["balanced"].digits_named >= 0.9
    assert model.header.calibrated_on[0]["images"] == 100


def test_what_each_stop_costs_is_said_at_the_end(run, digits, few_strangers):
    ended = run("train", "--data", digits, "--data", "not-digits", *SMALL, "--epochs", 2, "--out", "m.npz")

    assert "balanced: names " in ended.out
    assert "of what is no digit" in ended.out


def test_a_run_that_holds_nothing_out_is_calibrated_on_what_is_kept_elsewhere(run, digits, few_strangers, tmp_path):
    ended = run(
        "train", "--data", digits, "--data", "not-digits", "--validation", 0, "--calibrate", digits,
        *SMALL, "--epochs", 2, "--out", "m.npz",
    )  # fmt: skip

    assert ended.status == 0
    header = model_file.load(tmp_path / "m.npz").header
    assert set(header.thresholds) == {"balanced", "sure"}
    assert header.calibrated_on[0] | {"sha256": ""} == {
        "name": "stripes", "key": "stripes", "sha256": "", "images": 100,
    }  # fmt: skip


def test_without_held_out_images_nothing_is_fitted(run, digits, few_strangers, tmp_path):
    run("train", "--data", digits, "--data", "not-digits", "--validation", 0, *SMALL, "--epochs", 1, "--out", "m.npz")

    assert model_file.load(tmp_path / "m.npz").header.thresholds == {}


def test_a_source_without_digits_cannot_calibrate(run, digits, few_strangers):
    ended = run("train", "--data", digits, "--calibrate", "not-digits", *SMALL, "--epochs", 1, "--out", "m.npz")

    assert ended.status == 2
    assert "has no digits that this run does not learn from" in ended.complaint


def test_what_to_calibrate_on_may_stand_in_the_settings_file(run, digits, few_strangers, tmp_path):
    (tmp_path / "run.toml").write_text(f'data = "{digits}"\ncalibrate = ["{digits}"]\nvalidation = 0\nepochs = 1\n')

    ended = run("train", "--config", "run.toml", *SMALL, "--out", "m.npz")

    assert ended.status == 0
    assert model_file.load(tmp_path / "m.npz").header.calibrated_on[0]["images"] == 100


def test_the_weights_after_200_batches_are_recorded(run, digits, tmp_path):
    flags = ("--data", digits, "--hidden", "8", "--batch-size", "50", "--epochs", 20)

    run("train", *flags, "--out", "once.npz")
    run("train", *flags, "--out", "again.npz")
    run("train", *flags[:-1], 19, "--out", "shorter.npz")

    once, again, shorter = (
        model_file.load(tmp_path / f"{name}.npz").header.first_batches for name in ("once", "again", "shorter")
    )
    assert once["batches"] == 200
    assert once == again
    assert shorter == {}


def test_schedule_patience_and_label_smoothing_have_flags(run, digits, tmp_path):
    flags = ("--schedule", "cosine", "--patience", 3, "--label-smoothing", 0.1)

    ended = run("train", "--data", digits, *SMALL, "--epochs", 1, *flags, "--out", "m.npz")

    assert ended.status == 0
    config = model_file.load(tmp_path / "m.npz").header.config
    assert (config["schedule"], config["patience"], config["label_smoothing"]) == ("cosine", 3, 0.1)
