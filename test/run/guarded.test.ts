import test from 'ava';
import type {NodeShell} from '../../src/cluster/cluster.ts';
import {guardsOf} from '../../src/cluster/kind/guards.ts';
import type {EventBody} from '../../src/history/events.ts';
import {proveGuarded} from '../../src/run/guarded.ts';
import {guardRoute, guardRules} from '../cluster/guard-rules.ts';

const hostRules = `[1:60] -A INPUT -i br-0123456789ab -j SEATRIAL-0123456789ab
[1:60] -A FORWARD -i br-0123456789ab ! -o br-0123456789ab -j SEATRIAL-0123456789ab
[4:60] -A SEATRIAL-0123456789ab -m comment --comment "seatrial-host-guard/seatrial-c/drop" -j DROP`;

/** A cluster with a node that runs and one that does not, whose guards are as told. */
function world(inside: string, onHost = hostRules) {
  const events: EventBody[] = [];
  const asked: string[] = [];
  const ok = (stdout: string) => Promise.resolve({stdout, stderr: '', exitCode: 0, durationMs: 1});
  const exec = (argv: readonly string[]) =>
    ok(argv.includes('network') && argv.includes('ls') ? `${'0123456789ab'.repeat(5)}0123` : onHost);
  const shell = {script: (node: string) => (asked.push(node), ok(inside))} as unknown as NodeShell;
  const cluster = {
    name: 'seatrial-c',
    nodes: [{name: 'w1'}, {name: 'w2'}],
    power: {look: () => Promise.resolve(['running', 'exited'].map((state, index) => ({node: `w${index + 1}`, state})))},
    guards: guardsOf('seatrial-c', {exec, shell, image: 'n'}),
  };
  const context = {
    recorder: {append: (body: EventBody) => events.push(body)},
  };
  const given = [cluster, context] as unknown as Parameters<typeof proveGuarded>;
  return {given, events, asked};
}

test('guards in place are told with what they stopped; a node without power has none', async (t) => {
  const {given, events, asked} = world(guardRules + guardRoute);
  await proveGuarded(...given);
  const text =
    "The guards are in place; packets they stopped since the cluster began: the host's side: 4; w1 to outside: 6; w1 to the host: 7";
  t.deepEqual(events, [{kind: 'line', source: 'guards', text}]);
  t.deepEqual(asked, ['w1']);
});

test('a guard that a subject took away ends the trial as an error of the run, nodes and host alike', async (t) => {
  const nodes = world(guardRules.replace(/.*egress.*\n/, '') + guardRoute);
  await t.throwsAsync(proveGuarded(...nodes.given), {
    code: 'guards-missing',
    message: /^The leak guards of node w1 are not in place: egress/,
  });
  const host = world(guardRules + guardRoute, hostRules.replace(/.*INPUT.*\n/, ''));
  await t.throwsAsync(proveGuarded(...host.given), {
    code: 'guards-missing',
    message:
      "The guards on the host's side of the network of cluster seatrial-c are not in place: -A INPUT -i br-0123456789ab -j SEATRIAL-0123456789ab",
  });
  t.deepEqual([...nodes.events, ...host.events], []);
});
