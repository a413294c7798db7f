/**
 * Prints the machine's CPU times, load, CPU pressure, and of each disk what has completed and what is in flight, once a
 * second; the nodes of kind see those of the machine that runs them. Partitions are disks too: they stand still together.
 */
export const hostScript = `
exec {tick}<> <(:)
while :; do
  read -r cpu < /proc/stat
  read -r load _ < /proc/loadavg
  pressure=
  { read -r pressure < /proc/pressure/cpu; } 2>/dev/null
  disks=
  while read -r _ _ name reads _ _ _ writes _ _ _ flying _ _ discards _ _ _ flushes _; do
    [[ $name == @(loop|ram|zram|sr|fd)[0-9]* ]] || disks+="$name $(( reads + writes + discards + flushes )) $flying;"
  done < /proc/diskstats
  printf '%s|%s|%s|%s\\n' "$cpu" "$load" "$pressure" "$disks" || exit 0
  read -rt 1 -u "$tick"
done
`;
