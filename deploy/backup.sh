#!/bin/sh
# One backup under a name that says when it was made; those that are past their day are removed.
#
#   KB_HOME=/var/lib/recits-partages KB_BACKUPS=/var/backups/recits-partages deploy/backup.sh
#
# The archive holds drafts, raw texts and accounts too (--private): keep it as you keep the machine.
set -eu
umask 077
kb=${KB_COMMAND:-$(dirname "$0")/../../venv/bin/kb}
folder=${KB_BACKUPS:?the folder of backups}
days=${KB_BACKUP_DAYS:-90}
mkdir -p "$folder"
"$kb" backup "$folder/$(date -u +%Y-%m-%dT%H%M%SZ).zip" --private --home "${KB_HOME:?the folder of the base}"
# Only after a backup that is whole: a base that is damaged takes another name, and nothing is removed.
find "$folder" -maxdepth 1 -name '????-??-??T??????Z.zip' -mtime "+$days" -delete
