# Boots the machine with /share as its only way to the outside, and ends with it.
set -euo pipefail
mkfs.ext4 -q -F -d /machine /var/tmp/machine.img 6G
append='console=ttyS0 root=/dev/vda rw panic=-1 mitigations=off quiet systemd.show_status=0'
append+=' systemd.mask=getty@tty1.service systemd.mask=serial-getty@ttyS0.service'
exec timeout 900 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -M q35 -nodefaults -vga none -smp 2 -m 4G -nic none -display none \
  -serial stdio -monitor none -no-reboot -kernel /machine/boot/vmlinuz-* -initrd /machine/boot/initrd.img-* -append "$append" \
  -drive file=/var/tmp/machine.img,format=raw,if=virtio,cache=unsafe -virtfs local,path=/share,mount_tag=t,security_model=none
