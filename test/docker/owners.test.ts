import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {archiveFolder} from '../../src/cluster/kind/nodes/files.ts';
import {ownerPath} from '../../src/cluster/kind/owner.ts';
import {readOwner} from '../../src/run/cleanup/owner.ts';
import {exec} from '../../src/system/exec.ts';
import {makeBystanders, node} from './bystanders.ts';

/** A state folder of a user of this machine. */
function stateOf(t: ExecutionContext): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-owners-'));
  t.teardown(() => rmSync(state, {recursive: true, force: true}));
  return state;
}

async function seatrial(state: string, ...argv: readonly string[]) {
  return await exec([process.execPath, 'src/cli/main.ts', ...argv], {env: {SEATRIAL_STATE: state}, allowFailure: true});
}

const isThere = async (id: string): Promise<boolean> =>
  (await exec(['docker', 'inspect', id], {allowFailure: true})).exitCode === 0;

test('two users of one engine: each one’s clean takes away what is their own, and nothing of others’', async (t) => {
  const [alice, bob] = [stateOf(t), stateOf(t)];
  const [hers, his] = [readOwner(alice), readOwner(bob)];
  await using bystanders = await makeBystanders(his);
  const before = await bystanders.look();
  const own = `seatrial-${hers.id.slice(0, 8)}`;
  const id = await node(own, [archiveFolder, ownerPath(hers)]);
  t.teardown(async () => exec(['docker', 'rm', id], {allowFailure: true}));
  const {names} = bystanders;

  const listed = await seatrial(alice, 'clean', '--list');
  t.is(listed.exitCode, 0, listed.stderr);
  t.regex(listed.stdout, new RegExp(`^cluster ${own}: kept or reused, and used by no run$`, 'm'));
  t.regex(
    listed.stdout,
    new RegExp(`^cluster ${names.other}: owned by somebody else \\(user ${his.user}\\): left alone$`, 'm'),
  );
  t.regex(listed.stdout, new RegExp(`^cluster ${names.ownerless}: no owner stands on it .*docker rm -f -v`, 'm'));
  t.false(listed.stdout.includes(names.own));
  t.true(await isThere(id));

  const named = await seatrial(alice, 'clean', names.own);
  t.is(named.exitCode, 0, named.stderr);
  const cleaned = await seatrial(alice, 'clean');
  t.is(cleaned.exitCode, 0, cleaned.stderr);
  t.regex(cleaned.stdout, new RegExp(`^removed cluster ${own}$`, 'm'));
  t.false(await isThere(id));
  t.is(await bystanders.look(), before);

  const others = await seatrial(bob, 'clean', names.other);
  t.regex(others.stdout, new RegExp(`^removed cluster ${names.other}$`, 'm'), others.stderr);
});

test('an engine that does not see our files is refused, whatever its socket looks like', async (t) => {
  const [state, folder] = [stateOf(t), stateOf(t)];
  // The client as it is on another machine: what is mounted is looked for there.
  const docker = (await exec(['which', 'docker'])).stdout.trim();
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh\nfor arg do shift; set -- "$@" "$(printf %s "$arg" | sed s,source=,source=/elsewhere,)"; done\nexec ${docker} "$@"\n`,
    {mode: 0o755},
  );
  const refused = await exec([process.execPath, 'src/cli/main.ts', 'clean'], {
    env: {SEATRIAL_STATE: state, PATH: `${folder}:${process.env['PATH'] ?? ''}`},
    allowFailure: true,
  });
  t.is(refused.exitCode, 64, refused.stderr);
  t.regex(refused.stderr, /does not see the files of this machine: it runs elsewhere/);
  t.is((await seatrial(state, 'clean', '--list')).exitCode, 0);
});
