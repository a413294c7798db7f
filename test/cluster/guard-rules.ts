/** The guards of a node as `iptables-save -c` prints them. */
export const guardRules = `*mangle
[2:120] -A PREROUTING -d 198.18.32.1/32 ! -i eth0 -m conntrack --ctstate NEW -m comment --comment "seatrial-guard/host" -j DROP
[3:180] -A POSTROUTING -d 198.19.128.0/20 ! -o lo -m comment --comment "seatrial-guard/service" -j DROP
[4:240] -A POSTROUTING -d 198.19.0.0/17 -o seatrial-void -m comment --comment "seatrial-guard/pod" -j DROP
[9:540] -A POSTROUTING -o eth0 -m comment --comment "seatrial-guard/leaving" -j SEATRIAL-GUARD
[9:540] -A POSTROUTING -o eth0 -j KUBE-SOMETHING
[9:540] -A SEATRIAL-GUARD -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "seatrial-guard/reply" -j RETURN
[5:300] -A SEATRIAL-GUARD -d 198.18.32.1/32 -m comment --comment "seatrial-guard/host" -j DROP
[9:540] -A SEATRIAL-GUARD -d 198.18.32.0/24 -m comment --comment "seatrial-guard/own" -j RETURN
[9:540] -A SEATRIAL-GUARD -d 198.19.0.0/17 -m comment --comment "seatrial-guard/pods" -j RETURN
[6:360] -A SEATRIAL-GUARD -m comment --comment "seatrial-guard/egress" -j DROP
COMMIT
`;
/** Their route as `ip route` prints it. */
export const guardRoute = '198.19.0.0/17 dev seatrial-void scope link metric 1000 linkdown\n';
