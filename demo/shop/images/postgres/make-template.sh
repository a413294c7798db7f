# Makes the shop's database with its catalogue at build time: a first start then copies it, and a new replica is there sooner.
set -euo pipefail

bin=$(echo /usr/lib/postgresql/*/bin)
export PATH="$bin:$PATH"

initdb --pgdata "$1" --username postgres --auth-local trust --auth-host scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync
echo 'host all all all scram-sha-256' >> "$1/pg_hba.conf"
pg_ctl --pgdata "$1" --wait --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start
psql --host /tmp --username postgres --set ON_ERROR_STOP=1 <<'SQL'
create role shop login;
create database shop owner shop;
\connect shop
create extension pg_prewarm;
set role shop;
\i /schema.sql
reset role;
vacuum (analyze);
SQL
pg_ctl --pgdata "$1" --wait --mode fast stop
