#!/bin/sh
# Puts this version of the program beside the others under a folder, and makes it the current one.
#
#   sudo deploy/install.sh                          /opt/recits-partages, base in /var/lib/recits-partages
#   deploy/install.sh --prefix DIR --home DIR       elsewhere, for trials: needs no rights
#   deploy/install.sh --back                        makes the version that was current before the current one
#   deploy/install.sh --hashed                      takes only packages whose SHA-256 stands in deploy/requirements.hashed.txt
#   deploy/install.sh --hashed --torch WHEEL        the same, with this file of torch (a build for the processor alone, which
#                                                   has no need of CUDA: 2 GB less), which you have compared with its SHA-256
#
# Each version stands whole in PREFIX/releases/NAME (program and environment); PREFIX/current points to one of them.
set -eu

prefix=/opt/recits-partages
home=/var/lib/recits-partages
extras=oidc,mcp
python=${PYTHON:-python3}
back=no
hashed=no
torch=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=$2; shift 2 ;;
    --home) home=$2; shift 2 ;;
    --extras) extras=$2; shift 2 ;;
    --back) back=yes; shift ;;
    --hashed) hashed=yes; shift ;;
    --torch) torch=$2; shift 2 ;;
    *) echo "install.sh: unknown option $1" >&2; exit 2 ;;
  esac
done
source=$(cd "$(dirname "$0")/.." && pwd)

# The link is made beside, then renamed: there is a current version at every moment.
make_current() {
  ln -sfn "$1" "$prefix/.current"
  mv -T "$prefix/.current" "$prefix/current" 2>/dev/null || { rm -f "$prefix/current"; mv "$prefix/.current" "$prefix/current"; }
}

if [ "$back" = yes ]; then
  before=$(cat "$prefix/before" 2>/dev/null || true)
  if [ -z "$before" ] || [ ! -d "$prefix/$before" ]; then
    echo "install.sh: no version before the current one under $prefix" >&2
    exit 1
  fi
  now=$(readlink "$prefix/current")
  make_current "$before"
  echo "$now" > "$prefix/before"
  echo "current: $before (was $now)"
  exit 0
fi

"$python" -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
name=$(date -u +%Y-%m-%dT%H%M%SZ)
release=$prefix/releases/$name
mkdir -p "$release/app"
for one in kb ingest static .streamlit deploy samples docs streamlit_app.py pyproject.toml constraints.txt README.md LICENSE; do
  cp -R "$source/$one" "$release/app/"
done
find "$release/app" -name __pycache__ -type d -prune -exec rm -r {} +

"$python" -m venv "$release/venv"
pip() { "$release/venv/bin/python" -m pip install --quiet "$@"; }
if [ "$hashed" = yes ]; then
  list=$release/requirements.txt
  if [ -z "$torch" ]; then
    cp "$release/app/deploy/requirements.hashed.txt" "$list"
  else
    # A requirement goes with the lines of its hashes, which are indented.
    awk '/^[^ ]/ { kept = !/^(torch==|nvidia-|cuda-|triton==)/ } kept' "$release/app/deploy/requirements.hashed.txt" > "$list"
    pip --no-deps "$torch"
  fi
  # The list is whole: what it does not name is not wanted. What builds the program itself stands in it too.
  pip --require-hashes --no-deps -r "$list"
  pip --no-deps --no-build-isolation --editable "$release/app"
else
  pip --constraint "$release/app/constraints.txt" --editable "$release/app${extras:+[$extras]}"
fi
"$release/venv/bin/kb" --help > /dev/null

if was=$(readlink "$prefix/current" 2>/dev/null); then
  echo "$was" > "$prefix/before"
fi
make_current "releases/$name"
mkdir -p "$home/corpus"
echo "current: releases/$name"
