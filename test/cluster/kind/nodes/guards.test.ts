import test from 'ava';
import type {NodeShell} from '../../../../src/cluster/cluster.ts';
import {guardScript, parseGuards, readGuards} from '../../../../src/cluster/kind/nodes/guards.ts';
import {HarnessError} from '../../../../src/system/errors.ts';
import {guardRoute as route, guardRules as rules} from '../../guard-rules.ts';

const v6 = '[1:80] -A POSTROUTING -o eth0 -m comment --comment "seatrial-guard/egress6" -j DROP\n';

test('each guard is read with its own counter', (t) => {
  t.deepEqual(parseGuards('n', rules + v6 + route), {pod: 4, service: 3, egress: 6, egress6: 1, host: 7});
});

test('without IPv6 its counter is 0', (t) => {
  t.is(parseGuards('n', rules + route).egress6, 0);
});

const before = '[0:0] -A POSTROUTING -j ACCEPT\n';
for (const [title, text, missing] of [
  ['no output at all', '', /: host in PREROUTING, service in POSTROUTING.*egress in SEATRIAL-GUARD, route$/],
  ['the route gone', rules, /: route$/],
  ['one rule gone', rules.replace(/.*egress.*\n/, '') + route, /: egress in SEATRIAL-GUARD$/],
  [
    'a rule before ours',
    rules.replace('[3:180]', `${before}[3:180]`) + route,
    /: service in POSTROUTING, pod in POSTROUTING, leaving in POSTROUTING$/,
  ],
  [
    'a rule of ours that accepts',
    rules.replace('guard/egress" -j DROP', 'guard/egress" -j ACCEPT') + route,
    /: egress in SEATRIAL-GUARD$/,
  ],
  [
    'a rule of ours in a comment',
    rules.replace('--comment "seatrial-guard/pod"', '--comment "my seatrial-guard/pod"') + route,
    /: pod in POSTROUTING$/,
  ],
] as const) {
  test(`${title} is an error that names what is missing`, (t) => {
    const error = t.throws(() => parseGuards('node-1', text), {
      instanceOf: HarnessError,
      code: 'guards-missing',
      message: /node-1/,
    });
    t.regex(error.message, missing);
  });
}

test('the script is made for the ranges of the configuration', (t) => {
  const script = guardScript({podSubnet: '198.19.0.0/17', serviceSubnet: '198.19.128.0/20'});
  t.regex(script, /^#!\/bin\/bash\nset -euo pipefail\npods=198\.19\.0\.0\/17 services=198\.19\.128\.0\/20 /);
});

test('guards that are missing say what failed, as the unit that sets them and the tools told it', async (t) => {
  const answers = [
    {stdout: route, stderr: 'iptables-save: Memory allocation problem.\n'},
    {
      stdout: 'Result=exit-code ActiveState=failed ExecMainStatus=4\niptables: Resource temporarily unavailable.\n',
      stderr: '',
    },
  ];
  const script: NodeShell['script'] = () =>
    Promise.resolve({exitCode: 0, durationMs: 1, stdout: '', stderr: '', ...answers.shift()});
  const error = await t.throwsAsync(readGuards({script} as NodeShell, 'node-1'), {code: 'guards-missing'});
  t.regex(
    error.message,
    /egress in SEATRIAL-GUARD; iptables-save: Memory.*; Result=exit-code .*; iptables: Resource temporarily/,
  );
});
