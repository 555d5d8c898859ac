#!/bin/sh
# Exit 0 when the process in this container may be sent readers.
here=$(cd "$(dirname "$0")/.." && pwd)
exec "$here/../venv/bin/python" -c "
import sys, urllib.request
urllib.request.urlopen('http://127.0.0.1:${KB_PORT:-8501}/readyz?pour=lecture', timeout=5)"
