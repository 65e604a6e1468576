import subprocess
import sys


def test_a_file_that_macos_hands_to_the_running_program_is_told_of():
    code = (
        "from PySide6.QtGui import QFileOpenEvent; from mnistpad.ui import app; a = app.application();"
        "a.file_opened.connect(print); a.sendEvent(a, QFileOpenEvent('/some/where/seven.png'))"
    )

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert child.stdout.strip() == "/some/where/seven.png"
