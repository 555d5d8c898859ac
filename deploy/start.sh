#!/bin/sh
# What a container runs: reads what is new in corpus/, then serves. BASE is the folder of the base.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" # where .streamlit/ stands
kb=$here/../venv/bin/kb
home=${BASE:-/var/lib/recits-partages}
mkdir -p "$home/corpus"
"$kb" build --home "$home"
exec "$kb" serve --home "$home" --address "${KB_LISTEN:-0.0.0.0}" --port "${KB_PORT:-8501}"
