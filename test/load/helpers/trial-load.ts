import {embeddedEngine, type EmbeddedSettings} from '../../../src/load/embedded/engine.ts';
import {systemClock} from '../../../src/system/clock.ts';
import type {
  LoadStage,
  LoadSummary,
  LoadTally,
  LoadTarget,
  RequestSpec,
  RunningLoad,
} from '../../../src/load/engine.ts';
import {home} from './home.ts';

/** One row of the CSV, as text. */
interface Row {
  readonly plannedMs: number;
  readonly startMs: number;
  readonly latencyMs: number;
  readonly connection: string;
  readonly request: string;
  readonly outcome: string;
  readonly status: number;
}

/** All that a load has given out. */
export interface Recorded {
  readonly rows: readonly Row[];
  /** What was added beside them. */
  readonly added: readonly Row[];
  readonly tallies: readonly LoadTally[];
  readonly summary: LoadSummary;
}

export interface LoadSettings {
  readonly port: number;
  /** Ports of further doors. */
  readonly doors?: readonly number[];
  readonly target?: Partial<LoadTarget>;
  readonly request?: Partial<RequestSpec>;
  readonly requests?: readonly RequestSpec[];
  readonly stage?: Partial<LoadStage>;
  readonly engine?: Partial<EmbeddedSettings>;
  readonly seed?: number;
  readonly epochMs?: number;
}

export const atPeak: LoadStage = {name: 'peak', ratePerSecond: 200, boundMs: 100};

/** Longer than any machine is busy: what is dropped or times out in a test does so because the test says so, in ms. */
const neverMs = 3_600_000;

/** Runs one stage to its bound (or what `drive` does instead), stops, and gives all that was recorded. */
export async function record(
  settings: LoadSettings,
  drive: (load: RunningLoad) => Promise<void> = (load) => load.bound,
): Promise<Recorded> {
  const tallies: LoadTally[] = [];
  let csv = '';
  let addedCsv = '';
  const engine = embeddedEngine({workers: 1, maxOpen: 1000, maxLagMs: neverMs, ...settings.engine});
  await using load = await engine.start(
    {
      target: {host: '127.0.0.1', port: settings.port, timeoutMs: neverMs, ...settings.target},
      doors: (settings.doors ?? []).map((port) => ({host: '127.0.0.1', port, timeoutMs: neverMs, ...settings.target})),
      requests: settings.requests ?? [{...home, ...settings.request}],
      seed: settings.seed ?? 1,
      epochMs: settings.epochMs ?? systemClock.nowMs(),
      onRows: (batch) => (csv += batch),
      onAdded: (batch) => (addedCsv += batch),
      onTally: (tally) => tallies.push(tally),
    },
    {...atPeak, ...settings.stage},
  );
  await drive(load);
  const summary = await load.stop();
  return {rows: rowsOf(csv), added: rowsOf(addedCsv), tallies, summary};
}

function rowsOf(csv: string): readonly Row[] {
  return csv.split('\n').slice(0, -1).map(rowOf);
}

function rowOf(line: string): Row {
  const [planned, start, latency, connection = '', request = '', outcome = '', status] = line.split(',');
  return {
    plannedMs: Number(planned),
    startMs: Number(start),
    latencyMs: Number(latency),
    connection,
    request,
    outcome,
    status: Number(status),
  };
}
