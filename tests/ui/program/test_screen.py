import ctypes
import os
import socket
import subprocess
import sys
import time

import pytest

from mnistpad.errors import ScreenError
from mnistpad.ui.program import screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's own window plugin always works")


@pytest.fixture
def session(monkeypatch):
    """An environment that says nothing of screens; set in it what a session would."""
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch.setenv


@pytest.fixture
def without(monkeypatch):
    """Make some libraries impossible to load, and the plugins that need them."""

    def forbid(*names):
        load = ctypes.CDLL

        def refuse(name, *rest):
            if name in names or (name and "libqxcb" in name):
                msg = f"{names[0]}: cannot open shared object file: No such file or directory"
                raise OSError(msg)
            return load(name, *rest)

        monkeypatch.setattr(ctypes, "CDLL", refuse)

    return forbid


def test_offscreen_needs_no_screen(session):
    session("QT_QPA_PLATFORM", "offscreen")

    screen.check()


def test_a_machine_without_a_screen_says_so_in_one_sentence(session):
    with pytest.raises(ScreenError, match="There is no screen to open a window on"):
        screen.check()


def test_a_screen_that_does_not_answer_is_named(session):
    session("DISPLAY", ":4711")
    if screen.missing_packages("xcb"):
        pytest.skip("the libraries for X are not installed here")

    with pytest.raises(ScreenError, match="“:4711”, cannot be reached"):
        screen.check()


def test_a_wayland_that_does_not_answer_is_named(session, tmp_path):
    session("WAYLAND_DISPLAY", "wayland-7")
    session("XDG_RUNTIME_DIR", str(tmp_path))

    with pytest.raises(ScreenError, match="“wayland-7”, cannot be reached|libwayland"):
        screen.check()


def test_a_wayland_socket_that_answers_is_no_obstacle(session, tmp_path):
    session("WAYLAND_DISPLAY", "wayland-7")
    session("XDG_RUNTIME_DIR", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        compositor.listen()

        assert screen._obstacle_to_wayland() is None


def test_an_unknown_platform_is_named_with_those_that_exist(session):
    session("QT_QPA_PLATFORM", "bogus")

    with pytest.raises(ScreenError, match=r"“bogus”, which Qt does not have.*offscreen.*xcb"):
        screen.check()


def test_one_platform_of_several_is_enough(session):
    session("QT_QPA_PLATFORM", "bogus;offscreen:size=800x600")

    screen.check()


def test_missing_libraries_come_with_the_exact_apt_command(session, without, monkeypatch):
    session("DISPLAY", ":0")
    without("libxcb-cursor.so.0", "libxcb-icccm.so.4")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    named = "sudo apt-get install .*libxcb-cursor0.*libxcb-icccm4"

    with pytest.raises(ScreenError, match=named):
        screen.check()


def test_a_missing_library_that_nobody_foresaw_is_named_itself(session, without, monkeypatch):
    session("DISPLAY", ":0")
    without("libnew.so.9")
    monkeypatch.setattr(screen, "missing_packages", lambda platform: [])

    with pytest.raises(ScreenError, match=r"libnew\.so\.9: cannot open"):
        screen.check()


def test_a_platform_that_the_cheap_facts_do_not_decide_is_tried_by_a_child(session):
    session("QT_QPA_PLATFORM", "eglfs")
    session("QT_QPA_EGLFS_INTEGRATION", "none")

    with pytest.raises(ScreenError, match="Qt cannot open a window: "):
        screen.check()


def test_the_check_costs_a_start_next_to_nothing(session):
    session("QT_QPA_PLATFORM", "offscreen")
    screen.check()

    began = time.thread_time()
    screen.check()

    assert time.thread_time() - began < 0.05


def test_looking_for_a_screen_does_not_load_qt():
    look = "import sys; from mnistpad.ui.program import screen; screen._plugins()"
    code = f"{look}; sys.exit('PySide6.QtCore' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_there_are_fonts_where_the_tests_run():
    assert screen.has_fonts()
