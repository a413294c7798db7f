# Makes the database on the volume once, then becomes PostgreSQL with the arguments given.
set -euo pipefail

bin=$(echo /usr/lib/postgresql/*/bin)
export PATH="$bin:$PATH"
data="$PGVOLUME/data"

if [[ ! -e "$data" ]]; then
  # Made beside its place and moved there whole: a start that was cut off begins anew.
  making="$PGVOLUME/making"
  rm -rf "$making"
  initdb --pgdata "$making" --username postgres --auth-local trust --auth-host scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync
  echo 'host all all all scram-sha-256' >> "$making/pg_hba.conf"
  pg_ctl --pgdata "$making" --wait --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start
  psql --host /tmp --username postgres --set ON_ERROR_STOP=1 --set password="$SHOP_PASSWORD" <<'SQL'
create role shop login password :'password';
create database shop owner shop;
\connect shop
create extension pg_prewarm;
SQL
  pg_ctl --pgdata "$making" --wait --mode fast stop
  sync
  mv "$making" "$data"
fi

exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
