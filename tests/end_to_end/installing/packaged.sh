#!/usr/bin/env bash
# Proves, in a clean Debian without Python and Qt, that the .deb installs, works, and goes again. Run it as root:
#
#   make package && tests/end_to_end/installing/packaged.sh FOLDER [dist/mnistpad_..._amd64.deb]
#
# FOLDER becomes the system's root (about 800 MB; made by debootstrap unless it is there; SUITE names another Debian than
# bookworm). A person in it who is not root runs the smoke test, opens the window under Xvfb, clicks, draws and trains
# with xdotool; what the screen showed lies in FOLDER.seen/. Needs debootstrap, and this machine's apt settings.
set -euo pipefail

root=$(realpath -m "${1:?usage: $0 FOLDER [PACKAGE]}")
project=$(cd "$(dirname "$0")/../../.." && pwd)
package=$(realpath "${2:-$(ls -t "$project"/dist/mnistpad_*_"$(dpkg --print-architecture)".deb | head -n 1)}")
seen=$root.seen
person=visitor

step() { printf '\n=== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

if [ ! -x "$root/usr/bin/apt-get" ]; then
    step "making a clean Debian (${SUITE:-bookworm}) in $root"
    debootstrap --variant=minbase --include=ca-certificates "${SUITE:-bookworm}" "$root" >/dev/null
fi
mounted=()
unmount() { for place in "${mounted[@]}"; do umount -l "$root$place" 2>/dev/null || true; done; }
trap unmount EXIT
for place in /proc /dev; do
    mount --bind "$place" "$root$place"
    mounted+=("$place")
done
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    [ -e "$file" ] && cp -L "$file" "$root$file"
done
if [ -z "${SUITE:-}" ]; then
    rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
    cp -rL /etc/apt/sources.list.d "$root/etc/apt/"
    [ -e /etc/apt/sources.list ] && cp -L /etc/apt/sources.list "$root/etc/apt/"
fi
cp -L /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true

inside() { # inside USER COMMAND: with nothing of this machine's environment but what leads to the network
    local settings
    mapfile -t settings < <(env | grep -iE '^(https?_proxy|no_proxy)=' || true)
    chroot "$root" su -s /bin/bash "$1" -c \
        "cd ~ && env -i HOME=~$1 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 ${settings[*]@Q} bash -c ${2@Q}"
}
installed() { chroot "$root" dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | sort; }
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp \) -prune -o ! -type d -print | sort); }

chroot "$root" id "$person" >/dev/null 2>&1 || chroot "$root" useradd --create-home "$person"
chroot "$root" dpkg-query -W python3 libqt6core6 >/dev/null 2>&1 && fail "Python or Qt is there: not a clean Debian"
inside root "apt-get -qq update"
step "a screen to look at, the caches that a desktop keeps, and nothing else"
inside root "DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    xvfb xauth xdotool x11-apps netpbm evilwm xfonts-base desktop-file-utils shared-mime-info hicolor-icon-theme libglib2.0-bin xdg-utils" >/dev/null
chroot "$root" sh -c 'command -v python3' && fail "the tools brought Python"
inside root "apt-get -qq -y purge mnistpad && apt-get -qq -y autoremove --purge" >/dev/null 2>&1 || true
files >"$root.before"

step "installing $(basename "$package") with apt"
cp "$package" "$root/tmp/mnistpad.deb"
inside root "DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends /tmp/mnistpad.deb" | tail -n 3
rm "$root/tmp/mnistpad.deb"
printf 'packages that came with it: %s\n' "$(chroot "$root" apt-mark showauto | wc -l) automatic"
printf 'installed: %s KiB\n' "$(chroot "$root" dpkg-query -W -f '${Installed-Size}' mnistpad)"
chroot "$root" sh -c 'command -v python3' && fail "the package brought Python"

step "every library is found"
missing=$(inside root 'find /usr/lib/mnistpad -type f \( -name "*.so*" -o -name mnistpad \) \
    -exec env LD_LIBRARY_PATH=/usr/lib/mnistpad/_internal ldd {} + 2>/dev/null | grep "not found" | sort | uniq -c' || true)
[ -z "$missing" ] || fail "not found: $missing"

step "the command line"
inside $person "mnistpad --version"
inside $person "mnistpad train --help" | head -n 3
status=0
said=$(inside $person "mnistpad" 2>&1) || status=$?
[ "$status" = 2 ] || fail "without a screen it ended with $status"
grep -q '^mnistpad: There is no screen' <<<"$said" || fail "without a screen it said: $said"

step "the smoke test, without a screen and on one"
inside $person "mnistpad smoke-test --json"
inside $person "xvfb-run -a -s '-screen 0 1280x800x24' mnistpad smoke-test --json"

step "the files are known by their contents"
printf '{"format": "mnistpad-ink", "version": 1, "drawings": [{"label": 1, "strokes": [[[10, 5], [10, 95]]]}]}\n' >"$root/home/$person/one.ink.json"
cp "$root/usr/lib/mnistpad/_internal/resources/models/mnistpad.npz" "$root/home/$person/model.npz"
chroot "$root" chown -R $person: "/home/$person"
for pair in one.ink.json:application/vnd.mnistpad.drawing+json model.npz:application/vnd.mnistpad.model; do
    kind=$(inside $person "gio info -a standard::content-type ~/${pair%%:*}" | sed -n 's/.*standard::content-type: //p')
    [ "$kind" = "${pair#*:}" ] || fail "${pair%%:*} is taken for $kind"
    opener=$(inside $person "gio mime $kind" | grep -c mnistpad.desktop || true)
    [ "$opener" -gt 0 ] || fail "nothing opens $kind"
    echo "$kind opens with mnistpad.desktop"
done
inside $person "mnistpad predict ~/one.ink.json --json"

step "a person opens the drawing, draws another, and trains"
rm -rf "$seen" && mkdir -p "$seen"
cp "$project/tests/end_to_end/installing/packaged_hand.sh" "$root/usr/local/bin/hand"
chmod 755 "$root/usr/local/bin/hand"
inside $person "rm -rf ~/seen ~/mine.npz ~/.local; mkdir ~/seen; xvfb-run -a -s '-screen 0 1280x800x24' hand"
cp "$root/home/$person/seen/"* "$seen/"
rm -r "$root/usr/local/bin/hand" "$root/home/$person/seen"
ls "$seen"

inside $person "mnistpad predict ~/one.ink.json --model ~/mine.npz --json"

step "removing it"
inside root "apt-get -qq -y purge mnistpad && apt-get -qq -y autoremove --purge" >/dev/null
left=$(files | comm -13 "$root.before" - | grep -vE '^\./(var/(cache|lib|log)/|run/|etc/ld.so.cache|usr/share/mime/(XML|version|generic|glob|icons|magic|mime|sub|tree|types|alias))' || true)
printf 'left behind:\n%s\n' "$left"
foreign=$(grep -v "^./home/$person/" <<<"$left" || true)
[ -z "$foreign" ] || fail "it left: $foreign"
inside root "grep -rl mnistpad /usr/share/applications /usr/share/mime /var/lib/dpkg/info 2>/dev/null" && fail "a cache still names it"

step "all of it works"
