import test from 'ava';
import {kernelLog} from '../../src/observe/kernel-log.ts';
import {type FakeCluster, fakeCluster, containerIdOf, settled} from './fake-cluster.ts';

const record = `oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/docker/${containerIdOf('worker')}/kubepods/pod1,task=web,pid=7,uid=0`;

/** Lets the cluster's kernel log say what is written to it. */
function echo(made: FakeCluster): void {
  made.onScript = ([text]) => made.streams.at(-1)?.say(`[    5.000000] ${text}`);
}

test("only lines of memory that ran out, only since the trial began, as they are, with the kernel's own time", async (t) => {
  const made = fakeCluster();
  made.onScript = ([text]) => {
    made.streams[0]?.say('[    1.000000] oom-kill:constraint=CONSTRAINT_MEMCG,old');
    made.streams[0]?.say(`[    5.000000] ${text}`);
  };
  const running = await kernelLog(made.context);
  t.is(made.streams[0]?.node, 'control');
  echo(made);
  made.streams[0]?.say('[    6.000000] device eth0 entered promiscuous mode');
  made.streams[0]?.say(`[    7.000001] ${record}`);
  await running[Symbol.asyncDispose]();
  t.deepEqual(made.events, [{kind: 'line', source: 'kernel', text: `[    7.000001] ${record}`}]);
  t.deepEqual(made.times, ['7.000001']);
});

test('a reader that was started again does not tell twice', async (t) => {
  const made = fakeCluster();
  echo(made);
  const running = await kernelLog(made.context);
  const line = `[    7.000001] ${record}`;
  made.streams[0]?.say(line);
  made.streams[0]?.die();
  await settled();
  await made.pass(1000);
  made.streams[1]?.say(line);
  await running[Symbol.asyncDispose]();
  t.is(made.events.filter(({kind}) => kind === 'line').length, 1);
  t.true(made.events.some((event) => event.kind === 'gap' && event.channel === 'kernel'));
});

test('a log in which our own line does not appear is a gap, at the beginning and at the end', async (t) => {
  const made = fakeCluster();
  const starting = kernelLog(made.context);
  await settled();
  await made.pass(10_000);
  const running = await starting;
  const ending = running[Symbol.asyncDispose]();
  await settled();
  await made.pass(10_000);
  await ending;
  t.deepEqual(
    made.events.map((event) => event.kind === 'gap' && [event.channel, event.fromMs]),
    [
      ['kernel', 0],
      ['kernel', 10_000],
    ],
  );
});

test("of the machine's other tasks nothing is told but their number", async (t) => {
  const made = fakeCluster();
  echo(made);
  const running = await kernelLog(made.context);
  made.streams[0]?.say('[    7.000000] process_api invoked oom-killer: gfp_mask=0xcc0');
  made.streams[0]?.say(
    '[    7.000001] oom-kill:constraint=CONSTRAINT_MEMCG,cpuset=x,oom_memcg=/user.slice/alice,task_memcg=/user.slice/alice,task=process_api,pid=9,uid=1',
  );
  made.streams[0]?.say('[    7.000002] Memory cgroup out of memory: Killed process 9 (process_api)');
  made.streams[0]?.say(`[    7.000003] ${record}`);
  await running[Symbol.asyncDispose]();
  t.deepEqual(
    made.events.map((event) => event.kind === 'line' && event.text),
    [`[    7.000003] ${record}`, "1 more, of tasks that are not of this trial's nodes"],
  );
});

test('a line without a time is the rest of another, and no record of the kernel', async (t) => {
  const made = fakeCluster();
  echo(made);
  const running = await kernelLog(made.context);
  made.streams.at(-1)?.say('[    6.000000] task x');
  made.streams.at(-1)?.say('oom-kill:constraint=CONSTRAINT_MEMCG,forged');
  await running[Symbol.asyncDispose]();
  t.deepEqual(made.events, []);
});
