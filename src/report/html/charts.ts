import type {History} from '../../history/history.ts';
import type {Trial} from '../../judge/trial.ts';
import {memorySeries, type MemorySeries} from '../parts/memory-series.ts';
import {requestSeries} from '../parts/request-series.ts';
import {bucketSeconds, timeRange, zeroOf} from '../parts/time-range.ts';

/** One line of a chart; `colour` is a custom property of the style sheet. */
interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dashed?: true;
  readonly filled?: true;
  readonly values: readonly (number | null)[];
}

/** One chart as the page's script draws it. */
interface Chart {
  readonly id: string;
  readonly unit: '/s' | 'ms' | 'MiB';
  /** Rates are steps, one per bucket; latencies are on a logarithmic scale. */
  readonly form: 'steps' | 'stack' | 'log' | 'lines';
  /** The chart that carries the names of stages and faults above its plot. */
  readonly named?: true;
  readonly lines: readonly Line[];
  /** Moments in seconds, each with its name. */
  readonly marks?: readonly {readonly at: number; readonly label: string}[];
}

/**
 * All data of the page's charts: seconds since the first stage began, shaded bands, lines, and the memory series that have a
 * chart.
 */
export interface ChartData {
  readonly seconds: readonly number[];
  readonly stages: readonly {
    readonly from: number;
    readonly to: number;
    readonly label: string;
    readonly weight: number;
  }[];
  readonly faults: readonly {readonly from: number; readonly to: number; readonly label: string}[];
  readonly charts: readonly Chart[];
}

/**
 * Computes the charts of a trial; undefined when nothing was measured. `memory` says which memory chart has which id.
 */
export function chartData(
  trial: Trial,
  history: History,
): {readonly data: ChartData; readonly memory: readonly (MemorySeries & {readonly id: string})[]} | undefined {
  const range = timeRange(trial, history);
  if (range === undefined) return undefined;
  const memory = memorySeries(history, range).map((series, index) => ({...series, id: `memory-${index}`}));
  const zeroMs = zeroOf(trial);
  const seconds = (ms: number): number => (ms - zeroMs) / 1000;
  const highest = Math.max(1, ...trial.stages.map((stage) => stage.peaks));
  const data = {
    seconds: bucketSeconds(range, zeroMs),
    stages: trial.stages.map(({name, peaks, windowMs: [from, to]}) => ({
      from: seconds(from),
      to: seconds(to),
      label: `${name} ${peaks}×`,
      weight: peaks / highest,
    })),
    faults: trial.faults.map(({step, windowMs: [from, to]}) => ({from: seconds(from), to: seconds(to), label: step})),
    charts: [
      ...(history.requests.length > 0 ? requestCharts(trial, requestSeries(history.requests, range)) : []),
      ...memory.map((series) => memoryChart(series, zeroMs)),
    ],
  };
  return {data, memory};
}

function requestCharts(trial: Trial, series: ReturnType<typeof requestSeries>): readonly Chart[] {
  const {percentile, ms} = trial.facts.trial.subject.slo.latency;
  const errors: Chart = {
    id: 'errors',
    unit: '/s',
    form: 'stack',
    lines: series.failed.map(({cause, perSecond}) => ({
      label: cause,
      colour: `cause-${cause}`,
      filled: true,
      values: perSecond,
    })),
  };
  return [
    {
      id: 'requests',
      unit: '/s',
      form: 'steps',
      named: true,
      lines: [
        {label: 'ok', colour: 'ok', filled: true, values: series.ok},
        {label: 'planned', colour: 'planned', dashed: true, values: series.planned},
      ],
    },
    ...(errors.lines.length > 0 ? [errors] : []),
    {
      id: 'latency',
      unit: 'ms',
      form: 'log',
      lines: [
        {label: 'p50', colour: 'p50', values: series.p50Ms},
        {label: 'p99', colour: 'p99', values: series.p99Ms},
        {label: `SLO p${percentile}`, colour: 'limit', dashed: true, values: series.planned.map(() => ms)},
      ],
    },
  ];
}

function memoryChart(series: MemorySeries & {readonly id: string}, zeroMs: number): Chart {
  const mebibytes = (value: number | null): number | null =>
    value === null ? null : Math.round((value / 2 ** 20) * 10) / 10;
  const lines: readonly Line[] = series.replicas.map(({pod, bytes}, index) => ({
    label: pod,
    colour: `replica-${index % 6}`,
    values: bytes.map(mebibytes),
  }));
  const limit: Line = {
    label: 'limit',
    colour: 'limit',
    dashed: true,
    values: series.replicas[0]?.bytes.map(() => mebibytes(series.limit)) ?? [],
  };
  const marks = series.killsMs.map((at) => ({at: (at - zeroMs) / 1000, label: 'OOM kill'}));
  return {id: series.id, unit: 'MiB', form: 'lines', lines: series.limit > 0 ? [...lines, limit] : lines, marks};
}
