import {closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {tmpdir} from 'node:os';
import {embeddedEngine} from '../../src/load/embedded/engine.ts';
import {systemClock} from '../../src/system/clock.ts';

/**
 * How many requests a saturated run plans in each second: far more than one core can send. They are sent one after the
 * other, none is dropped.
 */
const tooMany = {reused: 60_000, new: 15_000};

const [url = '', lane = 'reused', seconds, rate] = process.argv.slice(2);
const {hostname, port} = new URL(url);
const isSaturated = Number(rate) === 0;
const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
const file = join(folder, 'requests.csv');
const rows = openSync(file, 'w');
const epochMs = systemClock.nowMs();
const load = await embeddedEngine({workers: 1, maxOpen: 10_000, maxLagMs: 60_000}).start(
  {
    target: {host: hostname, port: Number(port), timeoutMs: 20_000, newShare: lane === 'new' ? 1 : 0},
    requests: [
      {name: 'hello', method: 'GET', path: '/', headers: {}, body: undefined, weight: 1, expect: {status: [200]}},
    ],
    seed: 1,
    epochMs,
    onRows: (csv) => writeSync(rows, csv),
    onAdded() {},
    onTally() {},
  },
  isSaturated
    ? {name: 'saturated', ratePerSecond: tooMany[lane === 'new' ? 'new' : 'reused'] * Number(seconds), boundMs: 1000}
    : {name: 'paced', ratePerSecond: Number(rate), boundMs: Number(seconds) * 1000},
);
const begunMs = systemClock.nowMs();
await load.bound;
const summary = await load.stop();
const elapsedSeconds = (systemClock.nowMs() - begunMs) / 1000;
closeSync(rows);
const startsMs = isSaturated
  ? []
  : readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => Number(row.split(',', 2)[1]));
rmSync(folder, {recursive: true});
process.stdout.write(JSON.stringify({requests: summary.rows.ok, elapsedSeconds, startsMs}));
