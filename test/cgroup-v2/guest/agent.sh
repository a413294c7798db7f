# Runs each script that appears in /t/in, until there is /t/stop: NAME.run gives NAME.stdout, NAME.stderr and, last, NAME.code in /t/out.
mkdir -p /t
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=none t /t
update-alternatives --set iptables /usr/sbin/iptables-legacy >/dev/null 2>&1
systemctl start docker
mkdir -p /run/plain/bin
cp /bin/busybox /run/plain/bin/
/bin/busybox --install -s /run/plain/bin 2>/dev/null
tar --create --directory /run/plain . | docker import - plain
touch /t/ready
one() {
  bash "/t/in/$1.taken" > "/t/out/$1.stdout" 2> "/t/out/$1.stderr"
  echo $? > "/t/out/$1.part"
  mv "/t/out/$1.part" "/t/out/$1.code"
}
for (( round = 0; round < 6000; round++ )); do
  [[ ! -e /t/stop ]] || break
  for request in /t/in/*.run; do
    [[ -e $request ]] || continue
    name=${request##*/} name=${name%.run}
    mv "$request" "/t/in/$name.taken"
    one "$name" &
  done
  sleep 0.1
done
systemctl poweroff --force
