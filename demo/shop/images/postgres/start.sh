# Puts the database on the volume once, with the password of this shop, then becomes PostgreSQL with the arguments given.
set -euo pipefail

bin=$(echo /usr/lib/postgresql/*/bin)
export PATH="$bin:$PATH"
data="$PGVOLUME/data"

if [[ ! -e "$data" ]]; then
  # Made beside its place and moved there whole: a start that was cut off begins anew.
  making="$PGVOLUME/making"
  rm -rf "$making"
  cp --archive /var/lib/shop-template "$making"
  quoted=${SHOP_PASSWORD//\'/\'\'}
  postgres --single -D "$making" postgres <<< "alter role shop password '$quoted'"
  sync --file-system "$making"
  mv "$making" "$data"
fi

exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
