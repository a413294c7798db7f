import test from 'ava';
import {guardScript, parseGuards} from '../../src/cluster/guards.ts';
import {HarnessError} from '../../src/system/errors.ts';

const rules = `*mangle
[2:120] -A PREROUTING -s 198.19.0.0/17 -d 198.18.32.1/32 -m conntrack --ctstate NEW -m comment --comment "seatrial-guard/host" -j DROP
[6:360] -A FORWARD -s 198.19.0.0/17 ! -d 198.18.0.0/15 -m comment --comment "seatrial-guard/egress" -j DROP
[3:180] -A POSTROUTING ! -o lo -d 198.19.128.0/20 -m comment --comment "seatrial-guard/service" -j DROP
[4:240] -A POSTROUTING -o seatrial-void -m comment --comment "seatrial-guard/pod" -j DROP
COMMIT
`;
const route = '198.19.0.0/17 dev seatrial-void scope link metric 1000 linkdown\n';
const v6 = '[1:80] -A FORWARD -o eth0 -m comment --comment "seatrial-guard/egress6" -j DROP\n';

test('each guard is read with its own counter', (t) => {
  t.deepEqual(parseGuards('n', rules + v6 + route), {pod: 4, service: 3, egress: 6, egress6: 1, host: 2});
});

test('without IPv6 its counter is 0', (t) => {
  t.is(parseGuards('n', rules + route).egress6, 0);
});

for (const [title, text, missing] of [
  ['no output at all', '', /pod, service, egress, host, route/],
  ['the route gone', rules, /: route$/],
  ['one rule gone', rules.replace(/.*egress.*\n/, '') + route, /: egress$/],
] as const) {
  test(`${title} is an error that names what is missing`, (t) => {
    const error = t.throws(() => parseGuards('node-1', text), {instanceOf: HarnessError, message: /node-1/});
    t.regex(error.message, missing);
  });
}

test('the script is made for the ranges of the configuration', (t) => {
  const script = guardScript({podSubnet: '198.19.0.0/17', serviceSubnet: '198.19.128.0/20'});
  t.regex(script, /^#!\/bin\/bash\nset -euo pipefail\npods=198\.19\.0\.0\/17 services=198\.19\.128\.0\/20 range=198\.18\.0\.0\/15 /);
});
