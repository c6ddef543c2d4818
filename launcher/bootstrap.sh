#!/bin/sh
# Find a Python that works, give it the installation, then run the command inside .venv.
# Plain POSIX shell: macOS has bash 3.2, Debian has dash.
#
#   launcher/bootstrap.sh base run            what `make run` does
#   launcher/bootstrap.sh dev test            what `make test` does
#   launcher/bootstrap.sh --which             only say which Python would be taken
set -u
cd "$(dirname "$0")/.." || exit 1
unset PYTHONPATH PYTHONHOME PYTHONSAFEPATH PYTHONSTARTUP __PYVENV_LAUNCHER__

old=""
bare=""

# A candidate is only believed once it has run: pyenv's shims exist and fail, Debian's python3 may lack venv.
works() {
    said=$("$1" -c '
import sys
if sys.version_info < (3, 12):
    print("old %d.%d" % sys.version_info[:2])
else:
    try:
        import ensurepip, ssl, venv
        print("good " + sys.executable)
    except ImportError:
        print("bare %d.%d" % sys.version_info[:2])
' 2>/dev/null </dev/null) || return 1
    case "$said" in
        "good "*) python=${said#good }; return 0 ;;
        "bare "*) bare=${said#bare } ;;
        "old "*) old=${said#old } ;;
    esac
    return 1
}

find_python() {
    # Who names a Python means that one.
    if [ -n "${PYTHON:-}" ]; then
        works "$PYTHON"
        return
    fi
    for candidate in \
        .venv/bin/python \
        python3.13 python3.14 python3.12 python3 \
        "${PYENV_ROOT:-/nonexistent}"/versions/3.1[34]*/bin/python3 \
        "${HOME:-/nonexistent}"/.pyenv/versions/3.1[34]*/bin/python3 \
        "${PYENV_ROOT:-/nonexistent}"/versions/*/bin/python3 \
        "${HOME:-/nonexistent}"/.pyenv/versions/*/bin/python3 \
        /opt/homebrew/bin/python3.13 /opt/homebrew/bin/python3.14 /opt/homebrew/bin/python3.12 \
        /usr/local/bin/python3.13 /usr/local/bin/python3.14 /usr/local/bin/python3.12 \
        /opt/homebrew/bin/python3 /usr/local/bin/python3 /usr/bin/python3
    do
        works "$candidate" && return 0
    done
    return 1
}

if ! find_python; then
    if [ -n "$bare" ]; then
        echo "Python $bare est là, mais sans venv : installez-le (« sudo apt install python3-venv » sur Debian), puis recommencez." >&2
    elif [ -n "$old" ]; then
        echo "Il faut Python 3.12 ou plus récent, et cette machine n’a que Python $old : installez Python 3.13, puis recommencez." >&2
    else
        echo "Il faut Python 3.12 ou plus récent, et cette machine n’en a pas : installez Python 3.13, puis recommencez." >&2
    fi
    exit 1
fi

if [ "$1" = "--which" ]; then
    echo "$python"
    exit 0
fi

kind=$1
shift
ASKED_AT=$(date +%s)
export ASKED_AT
"$python" -m launcher install "$kind" || exit
exec .venv/bin/python -m launcher "$@"
