import {existsSync, rmSync} from 'node:fs';
import test from 'ava';
import {parseAudit} from '../../src/residue/audit.ts';
import {repairRecord} from '../../src/residue/repair-record.ts';
import {auditScript, repairScript} from '../../src/residue/node-scripts.ts';
import {type Leftover, leftoverText} from '../../src/residue/leftover.ts';
import {nodeStandIn, type NodeStandIn} from '../cluster/kind/nodes/node-namespaces.ts';

async function audit(node: NodeStandIn, ...kinds: readonly Leftover['kind'][]): Promise<readonly Leftover[]> {
  return parseAudit(await node.run(auditScript, 'worker'), 'w1').filter(({kind}) => kinds.includes(kind));
}

test('what a process calls itself forges no record, and a container that calls itself ours is none of ours', async (t) => {
  const node = await nodeStandIn(t);
  const argument = 'seatrial-hog\nrule\t1 iptables filter -A OUTPUT -j DROP';
  const ours = await node.start(`echo $$; export SEATRIAL_TAG=$'reader-1'; exec -a '${argument}' sleep 300`);
  await node.start(
    `echo $$; export SEATRIAL_TAG=$'x\\nfile\\t/run/seatrial-x'; exec -a 'seatrial-hog-1' sleep 300`,
    'container',
  );
  const told = await audit(node, 'command', 'process', 'rule');
  t.deepEqual(
    told.map(({kind, what}) => [kind, what.replace(/ \d+ /, ' START ')]),
    [
      ['process', 'reader-1'],
      ['command', `${ours} START ${argument} 300 `],
    ],
  );
  t.false(told.map(leftoverText).join('').includes('\n'));
});

test('a stopped process has its own start time, whatever its name, and goes on', async (t) => {
  const node = await nodeStandIn(t);
  const named = 'mount -t tmpfs none /mnt; cp "$(command -v sleep)" "/mnt/$name"; echo $$; exec "/mnt/$name" 300';
  const pid = await node.start(`name=$'a\\nb) S 1 2'; ${named}`, 'container');
  await node.run('until [[ $(< "/proc/$1/comm") == a* ]]; do :; done; kill -STOP "$1"', pid);
  const stopped = async () => {
    for (;;) {
      const told = await audit(node, 'stopped');
      if (told.length > 0) return told;
    }
  };
  const told = await stopped();
  const start = await node.run(
    `IFS= read -rd '' stat < /proc/$1/stat; read -ra fields <<< "\${stat##*) }"; echo "\${fields[19]}"`,
    pid,
  );
  t.deepEqual(
    told.map(({what}) => what),
    [`${pid} ${start} a\nb) S 1 2`],
  );
  await node.run(repairScript, ...told.flatMap(repairRecord));
  t.deepEqual(await audit(node, 'stopped'), []);
});

test('a rule is taken out when its comment is exactly a tag of ours; every other is told, never run', async (t) => {
  const node = await nodeStandIn(t);
  const proof = `/dev/shm/repair-proof-${process.pid}`;
  t.teardown(() => rmSync(proof, {force: true}));
  const strange = [
    `seatrial-fault$(touch ${proof})`,
    `seatrial-fault-1; touch ${proof} #`,
    'seatrial-fault-1\n-A OUTPUT -m comment --comment seatrial-fault-2 -j DROP',
    'seatrial-fault-1" -j LOG --log-prefix "',
    'my seatrial-fault-1',
    'my-seatrial-fault-1',
    `seatrial-fault-1$(touch\${IFS}${proof})`,
  ];
  const plant =
    'for comment in "$@"; do iptables -w 10 -A OUTPUT -d 198.19.127.254 -m comment --comment "$comment" -j DROP; done';
  await node.run(plant, ...strange, 'seatrial-fault-0123456789ab');
  const found = await audit(node, 'rule');
  t.is(found.length, strange.length + 1, JSON.stringify(found));
  await node.run(repairScript, ...found.flatMap(repairRecord));
  const left = await audit(node, 'rule');
  t.deepEqual(left, found.slice(0, strange.length));
  t.false(existsSync(proof));
});

test('options that no rule of a fault has are not passed on to iptables', async (t) => {
  const node = await nodeStandIn(t);
  const proof = `/dev/shm/repair-option-${process.pid}`;
  t.teardown(() => rmSync(proof, {force: true}));
  const inode = await node.run("stat -L -c '%i' /proc/self/ns/net");
  const rule = `-A OUTPUT -m comment --comment seatrial-fault-1 --modprobe=${proof} -j DROP`;
  const log = 'iptables() { : > "$proof"; }; nsenter() { shift 3; "$@"; }; proof=$1; shift\n';
  await node.run(
    `${log}${repairScript}`,
    proof,
    ...repairRecord({kind: 'rule', what: `${inode} iptables filter ${rule}`}),
  );
  t.false(existsSync(proof));
  await node.run(
    `${log}${repairScript}`,
    proof,
    ...repairRecord({kind: 'rule', what: `${inode} iptables filter ${rule.replace(/--mod\S* /, '')}`}),
  );
  t.true(existsSync(proof));
});
