import type {DeployFacts, SubjectFacts, TrialFacts} from '../history/facts.ts';
import {factsIn, factsOf} from '../history/facts.ts';
import type {HistoryEvent} from '../history/events.ts';
import type {History} from '../history/history.ts';
import type {RequestRow, Table} from '../history/tables.ts';
import type {Json} from '../kubernetes/kube-object.ts';

/** A trial as it looks from one of the Services that its load enters through. */
export interface Door {
  readonly service: string;
  /** With the requests of that door alone, and its workload as the entry's. */
  readonly history: History;
}

/**
 * What the subject is judged by, the entry first. Where the load enters by one door, or by none, it is the history
 * itself; by several, each is asked what happened to its own requests: a door that is shut must not hide behind one that
 * is open.
 */
export function doorsOf(history: History): readonly [Door, ...Door[]] {
  const {trial, deploy} = factsOf(history);
  const doors = trial?.subject.doors ?? [];
  if (trial === undefined || doors.length === 0) return [{service: trial?.subject.entry.service ?? '', history}];
  const {entry} = trial.subject;
  return [
    seenFrom(history, entry, deploy?.entry),
    ...doors.map((door, index) => {
      const {added: _, ...others} = history;
      return seenFrom(others, door, deploy?.doors?.[index]);
    }),
  ];
}

/** Whether anybody sends requests to the subject of a trial. */
export function isLoaded(history: History): boolean {
  const {trial} = factsOf(history);
  return trial === undefined || trial.subject.entry.requests.length > 0;
}

function seenFrom(history: History, door: SubjectFacts['entry'], standing: DeployFacts['entry'] | undefined): Door {
  const names = new Set(door.requests.map(({name}) => name));
  const {service, port, timeoutMs, requests} = door;
  const entry = {service, port, timeoutMs, requests};
  const events = history.events.map((event): HistoryEvent => {
    const what = factsIn(event);
    if (what === 'trial') {
      const facts = (event as {readonly facts?: unknown}).facts as TrialFacts;
      return {...event, facts: {...facts, subject: {...facts.subject, entry}} as unknown as Json} as HistoryEvent;
    }
    if (what === 'deploy' && standing !== undefined) {
      const facts = (event as {readonly facts?: unknown}).facts as DeployFacts;
      return {...event, facts: {...facts, entry: standing} as unknown as Json} as HistoryEvent;
    }
    return event;
  });
  return {service, history: {...history, events, requests: rowsOf(history.requests, names)}};
}

/** The rows of some requests. */
function rowsOf({length, columns}: Table<RequestRow>, names: ReadonlySet<string>): Table<RequestRow> {
  const kept = Array.from({length}, (_, row) => row).filter((row) => names.has(columns.request[row] ?? ''));
  const numbers = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row] ?? 0);
  const texts = <Text extends string>(column: readonly Text[]): readonly Text[] =>
    kept.flatMap((row) => column[row] ?? []);
  return {
    length: kept.length,
    columns: {
      plannedMs: numbers(columns.plannedMs),
      startMs: numbers(columns.startMs),
      latencyMs: numbers(columns.latencyMs),
      status: numbers(columns.status),
      connection: texts(columns.connection),
      request: texts(columns.request),
      outcome: texts(columns.outcome),
    },
  };
}
