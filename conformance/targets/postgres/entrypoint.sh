#!/bin/sh
# Makes a cluster at the first start, then runs PostgreSQL. Every connection is trusted, so use it for tests only.
# POSTGRES_USER and POSTGRES_DB name the first user and database, PGDATA the folder, POSTGRES_INITDB_ARGS more words for
# initdb, as in the official image.
set -eu
folder=${PGDATA:-/var/lib/postgresql/data}
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$folder/PG_VERSION" ]; then
  initdb --pgdata="$folder" --username="$user" --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    ${POSTGRES_INITDB_ARGS:-} >/dev/null
  printf 'host all all all trust\n' >>"$folder/pg_hba.conf"
  if [ "$database" != postgres ]; then
    printf 'CREATE DATABASE "%s"\n' "$database" | postgres --single -D "$folder" postgres >/dev/null
  fi
fi
exec postgres -D "$folder" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
