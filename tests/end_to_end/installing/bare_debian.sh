#!/usr/bin/env bash
# Proves, in a bare Debian 12, that `make test` and `make run` set up all they need. Run it as root:
#
#   tests/end_to_end/installing/bare_debian.sh FOLDER
#
# FOLDER becomes the system's root (about 400 MB, made by debootstrap unless it is there already; the project's clones
# in it are made anew). The machine's own pip and apt settings are used; name folders that pip's settings point to in
# BIND, to be seen in there at the same place: BIND="/some/wheels" tests/end_to_end/installing/bare_debian.sh FOLDER
# TESTS="tests/nn tests/ink" runs only those; without it, make test runs them all, twice.
set -euo pipefail

root=$(realpath -m "${1:?usage: $0 FOLDER}")
project=$(cd "$(dirname "$0")/../../.." && pwd)
person=visitor

step() { printf '\n=== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

if [ ! -x "$root/usr/bin/make" ]; then
    step "making a bare Debian 12 in $root"
    debootstrap --variant=minbase --include=python3,python3-pip,make,git,ca-certificates bookworm "$root"
fi

mounted=()
unmount() { for place in "${mounted[@]}"; do umount -l "$root$place" 2>/dev/null || true; done; }
trap unmount EXIT
for place in /proc /dev ${BIND:-}; do
    mkdir -p "$root$place"
    mount --bind "$place" "$root$place"
    mounted+=("$place")
done

for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt /etc/pip.conf; do
    [ -e "$file" ] && cp -L "$file" "$root$file"
done
[ -e ~/.config/pip/pip.conf ] && install -D -m 644 ~/.config/pip/pip.conf "$root/etc/xdg/pip/pip.conf"
rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
cp -rL /etc/apt/sources.list.d "$root/etc/apt/"
[ -e /etc/apt/sources.list ] && cp -L /etc/apt/sources.list "$root/etc/apt/"
cp -L /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/"

inside() { # inside USER FOLDER COMMAND: a login with nothing of this machine's environment but pip's settings
    local settings
    mapfile -t settings < <(env | grep -E '^(PIP_|SSL_CERT|https?_proxy=|no_proxy=)' || true)
    chroot "$root" su -s /bin/bash "$1" -c \
        "cd '$2' && env -i HOME=~$1 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 ${settings[*]@Q} bash -c ${3@Q}"
}

clone() { # clone USER: a fresh clone in that user's home, ../shared not beside it
    local home
    home=$(chroot "$root" su "$1" -c 'echo ~')
    rm -rf "$root$home/mnistpad"
    git clone -q --no-hardlinks "$project" "$root$home/mnistpad"
    chroot "$root" chown -R "$1:" "$home/mnistpad"
    echo "$home/mnistpad"
}

says() { # says STATUS TEXT USER FOLDER COMMAND: the command must end so and say that
    local status=0 out
    out=$(inside "$3" "$4" "$5" 2>&1) || status=$?
    printf '%s\n' "$out" | tail -n 15
    [ "$status" = "$1" ] || fail "$5 ended with $status, not $1"
    grep -qF -- "$2" <<<"$out" || fail "$5 did not say: $2"
}

chroot "$root" id "$person" >/dev/null 2>&1 || chroot "$root" useradd --create-home "$person"
[ -e "$root/usr/lib/python3/dist-packages/../../python3.11/ensurepip/__init__.py" ] && fail "ensurepip is there: not a bare Debian"
if ! chroot "$root" dpkg-query -W libegl1 >/dev/null 2>&1; then
    step "a person without rights: make test names the apt command"
    folder=$(clone "$person")
    says 2 "apt-get install --no-install-recommends" "$person" "$folder" "make test ARGS=tests/test_resources.py"
    says 2 "libegl1" "$person" "$folder" "make run"
fi

step "root: make test"
folder=$(clone root)
says 0 " passed" root "$folder" "make test ARGS='${TESTS:-}'"

step "root: make run without a screen"
says 2 "mnistpad: There is no screen" root "$folder" "make run"

step "root: make run with a screen"
chroot "$root" dpkg-query -W xvfb x11-utils >/dev/null 2>&1 || inside root / "DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends xvfb xauth x11-utils" >/dev/null
cat >"$root/usr/local/bin/look-for-window" <<'END'
#!/bin/bash
make run & run=$!
for _ in $(seq 100); do
    sleep 0.2
    if xwininfo -root -tree | grep '"[^"]*MnistPad[^"]*": (.*mnistpad'; then found=yes; break; fi
done
kill %1 2>/dev/null
wait "$run"
[ -n "${found:-}" ]
END
chmod +x "$root/usr/local/bin/look-for-window"
says 0 MnistPad root "$folder" "xvfb-run -a -s '-screen 0 1280x800x24' look-for-window"

step "a person without rights, now that the libraries are there: make test, make run"
folder=$(clone "$person")
says 0 " passed" "$person" "$folder" "make test ARGS='${TESTS:-}'"
says 2 "mnistpad: There is no screen" "$person" "$folder" "make run"

step "an interrupted set-up is begun again"
folder=$(clone "$person")
inside "$person" "$folder" "timeout -s INT 12 make test" >/dev/null 2>&1 || true
[ -e "$root$folder/.venv.unfinished" ] || echo "(it was over before the interruption)"
says 0 " passed" "$person" "$folder" "make test ARGS=tests/test_resources.py"

step "all of it works"
