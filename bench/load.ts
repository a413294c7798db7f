import {autocannon} from './clients/autocannon.ts';
import {engine} from './clients/engine.ts';
import {vegeta} from './clients/vegeta.ts';
import {wrk} from './clients/wrk.ts';
import {startNginx} from './nginx.ts';
import {printTable} from './table.ts';
import {scheduleError} from './schedule-error.ts';
import type {Client, Lane, Measured} from './client.ts';

/** Shares of a client's own capacity at which its schedule is measured. */
const shares = [0.1, 0.5, 0.9];
/** Each measurement takes this long, in s. */
const seconds = 3;

await using nginx = await startNginx();
const measured: Measured[] = [];
for (const client of [engine, wrk, autocannon, vegeta] satisfies readonly Client[]) {
  for (const lane of ['reused', 'new'] as const satisfies readonly Lane[]) {
    process.stderr.write(`${client.name}, ${lane} connections …\n`);
    measured.push(await measure(client, lane));
  }
}
printTable(measured);

async function measure(client: Client, lane: Lane): Promise<Measured> {
  const {requests, cpuSeconds, elapsedSeconds} = await client.saturate({url: nginx.nextUrl(), lane, seconds});
  const capacity = requests / elapsedSeconds;
  const errors = [];
  for (const share of client.paced === undefined ? [] : shares) {
    const ratePerSecond = Math.round(capacity * share);
    const startsMs = await client.paced?.({url: nginx.nextUrl(), lane, seconds, ratePerSecond});
    errors.push(scheduleError(startsMs ?? [], ratePerSecond));
  }
  return {client: client.name, lane, perCore: requests / cpuSeconds, capacity, errors};
}
