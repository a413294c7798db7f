import test from 'ava';
import {hostGuardOf, placeHostGuard, readHostGuard, sweepHostGuards} from '../../../src/cluster/kind/host-guard.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import type {Exec} from '../../../src/system/exec.ts';
import {nodeStandIn} from './nodes/node-namespaces.ts';
import {alice} from '../owners.ts';

const network = '0123456789ab';
const guarded = {cluster: 'seatrial-t1', image: 'n'};

test("rules on the host's side are set once, read, missed when one is gone, and removed with those of networks that are gone", async (t) => {
  const host = await nodeStandIn(t);
  const exec: Exec = async (argv, options = {}) => {
    if (argv.includes('ls')) return {stdout: `${network.repeat(5)}0123`, stderr: '', exitCode: 0, durationMs: 1};
    return host.shell.script('host', options.input ?? '', argv.slice(argv.indexOf('seatrial') + 1), {
      allowFailure: true,
    });
  };
  const rules = async (): Promise<string> =>
    host.run('{ iptables-save; ip6tables-save; } 2>/dev/null | grep -c SEATRIAL; true');
  await t.throwsAsync(placeHostGuard(exec, guarded), {instanceOf: HarnessError, code: 'guards-missing'});
  // The node behind the bridge is a network of its own: what it sends to the host is dropped and counted, and an answer
  // is not.
  const peer = await host.start("exec unshare --net bash -c 'echo $$; exec sleep 300'");
  const inPeer = async (script: string) => host.run('nsenter -t "$1" -n bash -c "$2"', peer, script);
  await host.run(
    `ip link set lo up; ip link add br-${network} type bridge; ip addr add 198.18.90.1/24 dev br-${network}; ip link set br-${network} up`,
  );
  await host.run(`ip link add v0 type veth peer name v1 netns "$1"; ip link set v0 master br-${network} up`, peer);
  await inPeer(
    'ip link set lo up; ip link set v1 up; ip addr add 198.18.90.2/24 dev v1; ip route add default via 198.18.90.1',
  );
  await placeHostGuard(exec, guarded);
  const once = await rules();
  await placeHostGuard(exec, guarded);
  t.is(await rules(), once);
  t.is(await readHostGuard(exec, guarded), 0);
  // An answer passes: without a listener the peer refuses at once, and would be silent otherwise.
  const refused = 'timeout 20 bash -c "exec 3<>/dev/tcp/198.18.90.2/9" 2>/dev/null; echo $?';
  t.is(await host.run(refused), '1');
  t.is(await readHostGuard(exec, guarded), 0);
  await inPeer('echo x > /dev/udp/198.18.90.1/9');
  t.true((await readHostGuard(exec, guarded)) >= 1);
  await host.run(`iptables -w 10 -t mangle -D INPUT -i br-${network} -j SEATRIAL-${network}`);
  await t.throwsAsync(readHostGuard(exec, guarded), {
    code: 'guards-missing',
    message: /-A INPUT -i br-0123456789ab -j SEATRIAL-0123456789ab$/,
  });
  await placeHostGuard(exec, guarded);
  await (
    await hostGuardOf(exec, guarded.cluster, alice)
  )();
  t.is(await rules(), '0');
  await placeHostGuard(exec, guarded);
  await host.run(`ip link del br-${network}`);
  await sweepHostGuards(exec);
  t.is(await rules(), '0');
});
