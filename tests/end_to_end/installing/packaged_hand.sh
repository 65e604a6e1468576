#!/usr/bin/env bash
# A person at the screen of tests/end_to_end/installing/packaged.sh: opens a drawing from the menu entry, draws, trains. Runs inside.
set -euo pipefail

look() { xwd -root -silent | xwdtopnm 2>/dev/null | pnmtopng 2>/dev/null >~/seen/"$1".png; }
fail() { look failed; printf 'FAILED: %s\n' "$*" >&2; exit 1; }
at() { xdotool mousemove "$1" "$2" sleep 0.05; }
running() { readlink /proc/[0-9]*/exe | grep -q '/lib/mnistpad/mnistpad$'; }

evilwm -fn fixed & sleep 1
gio launch /usr/share/applications/mnistpad.desktop ~/one.ink.json &
for _ in $(seq 100); do
    sleep 0.2
    window=$(xdotool search --onlyvisible --name 'MnistPad' 2>/dev/null | head -n 1) && [ -n "$window" ] && break
done
[ -n "${window:-}" ] || fail "no window came"
xprop -id "$window" WM_CLASS _NET_WM_NAME 2>/dev/null || true
sleep 1
xdotool windowactivate "$window" || xdotool windowfocus "$window"
xdotool windowsize --sync "$window" 1280 780 windowmove "$window" 0 0 || true
sleep 2
look 1-opened

# a seven, after the pad was cleared
xdotool key ctrl+BackSpace sleep 0.5
at 130 150
xdotool mousedown 1
for x in 150 180 210 240 270 300; do at "$x" 150; done
for n in 1 2 3 4 5 6 7 8; do at $((300 - 12 * n)) $((150 + 30 * n)); done
xdotool mouseup 1 sleep 1
look 2-drawn

xdotool key ctrl+2 sleep 1
look 3-train
xdotool key F5 sleep 12
look 4-training
for _ in $(seq 60); do
    sleep 1
    xdotool search --onlyvisible --name MnistPad >/dev/null || fail "the window is gone"
    [ -n "$(find ~/.local/share/MnistPad/runs -name run.checkpoint -newermt '-5 seconds' 2>/dev/null)" ] || break
done
sleep 2
look 5-trained

at 664 197 # Save network…
xdotool click 1 sleep 4
look 6-saving
xdotool type "$HOME/mine.npz"
xdotool key Return sleep 2
look 7-saved
[ -s ~/mine.npz ] || fail "the network was not saved"

xdotool key ctrl+q
for _ in $(seq 50); do
    sleep 0.2
    running || break
done
running && fail "it did not close"
find ~/.local/share/MnistPad -type f | sort
