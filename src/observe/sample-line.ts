import {sampleColumns, type SampleRow} from '../history/tables.ts';
import type {ContainerName} from './pod-names.ts';

/** Turns one line of the node's reader (cgroups-script.ts) into a line of samples.csv, newline included. */
export function sampleLine(line: string, node: string, name: ContainerName, tMs: number): string {
  const [containerId = '', ...numbers] = line.split(' ');
  const [
    anon = 0,
    shmem = 0,
    kernel = 0,
    socket = 0,
    current = 0,
    limit = 0,
    limitHits = 0,
    oomKills = 0,
    cpuUs = 0,
    periods = 0,
    throttled = 0,
    throttledUs = 0,
  ] = numbers.map(Number);
  const counted = anon + shmem + kernel + socket;
  const use = {
    counted,
    anon,
    shmem,
    kernel,
    current,
    limit,
    limitHits,
    oomKills,
    cpuUs,
    periods,
    throttled,
    throttledUs,
  };
  const row: SampleRow = {tMs: Math.round(tMs), node, ...name, containerId, ...use};
  return `${sampleColumns.map((column) => row[column]).join(',')}\n`;
}
