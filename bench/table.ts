import type {Measured, ScheduleError} from './client.ts';

/** Prints the figures, and their ratios to vegeta's in the same lane, as a Markdown table. */
export function printTable(measured: readonly Measured[]): void {
  const header = [
    'client',
    'connections',
    'requests per busy core',
    '÷ vegeta',
    'requests per second',
    ...[10, 50, 90].map((percent) => `lag p50 / p99 at ${percent} %, ms`),
  ];
  const rows = measured.map((line) => [
    line.client,
    line.lane,
    Math.round(line.perCore).toLocaleString('en'),
    ratio(line, measured),
    Math.round(line.capacity).toLocaleString('en'),
    ...[0, 1, 2].map((place) => errorText(line.errors[place])),
  ]);
  for (const cells of [header, header.map(() => '---'), ...rows]) process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

function ratio(line: Measured, measured: readonly Measured[]): string {
  const base = measured.find(({client, lane}) => client === 'vegeta' && lane === line.lane);
  return base === undefined ? '–' : (line.perCore / base.perCore).toFixed(2);
}

function errorText(error: ScheduleError | undefined): string {
  return error === undefined ? '–' : `${error.p50.toFixed(2)} / ${error.p99.toFixed(2)}`;
}
