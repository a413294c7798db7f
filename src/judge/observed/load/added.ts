import type {History} from '../../../history/history.ts';
import {connectionAlone, type RequestRow, type Table} from '../../../history/tables.ts';
import {isInAny, type Window} from '../../../history/windows.ts';

const joined = new WeakMap<History, History>();

/**
 * The same history with what was added beside the load among its requests, for who asks whether anything failed at all.
 * Connections without a request are rows of it too.
 */
export function withAdded(history: History): History {
  const {requests, added} = history;
  if (added === undefined || added.length === 0) return history;
  const known = joined.get(history) ?? {...history, requests: concatenated(requests, added)};
  joined.set(history, known);
  return known;
}

/** What was added in some windows and ended: requests, and connections without one. */
export function addedIn(
  {added}: History,
  windows: readonly Window[],
): {readonly requests: number; readonly alone: number} {
  let requests = 0;
  let alone = 0;
  for (let row = 0; row < (added?.length ?? 0); row += 1) {
    const {plannedMs, request, outcome} = added?.columns ?? {};
    const at = plannedMs?.[row] ?? 0;
    const how = outcome?.[row];
    if (how === 'dropped' || how === 'cut-off' || !isInAny(at, windows)) continue;
    if (request?.[row] === connectionAlone) alone += 1;
    else requests += 1;
  }
  return {requests, alone};
}

function concatenated(one: Table<RequestRow>, other: Table<RequestRow>): Table<RequestRow> {
  const columns = Object.entries(one.columns).map(([name, column]) => {
    const more = other.columns[name as keyof RequestRow];
    return [
      name,
      column instanceof Float64Array
        ? joinedNumbers(column, more as Float64Array)
        : [...column, ...(more as readonly string[])],
    ];
  });
  return {length: one.length + other.length, columns: Object.fromEntries(columns) as Table<RequestRow>['columns']};
}

function joinedNumbers(one: Float64Array, other: Float64Array): Float64Array {
  const all = new Float64Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
