import {type Answered, type Facts, factsIn, factsOf, type LedgerFacts, type PlanFacts} from '../history/facts.ts';
import type {HistoryEvent} from '../history/events.ts';
import type {History} from '../history/history.ts';
import {entryShare} from '../history/service-uses.ts';
import type {RequestRow, Table} from '../history/tables.ts';
import {stageWindow} from '../history/windows.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import {isSame} from '../kubernetes/owners.ts';
import {trafficIn} from './observed/load/traffic.ts';

/** A trial as it looks from one of the Services that its load enters through. */
export interface Door {
  readonly service: string;
  /** With the requests of that door alone, its workload as the entry's, and its part of the load. */
  readonly history: History;
}

/**
 * The doors of a trial, the entry first; none where the load enters by one, or by none: then the history itself is
 * asked. Each of several is asked what happened to its own requests, and whether they came: a door that is shut must not
 * hide behind one that is open.
 */
export function doorsOf(history: History): readonly Door[] {
  const facts = factsOf(history);
  const {trial, deploy, ledger} = facts;
  const others = trial?.subject.doors ?? [];
  if (trial === undefined || others.length === 0) return [];
  const standing = [deploy?.entry, ...others.map((_, index) => deploy?.doors?.[index])];
  const came: readonly (Came | undefined)[] = [
    ledger === undefined ? undefined : {received: ledger.received, answered: ledger.engine.answered ?? none},
    ...others.map((_, index) => ledger?.doors?.[index]),
  ];
  const entry = {...trial.subject.entry, share: entryShare(trial.subject)};
  return [entry, ...others].map(({share, ...door}, index): Door => {
    const own = standing[index];
    const ownCame = came[index]?.answered ?? none;
    // Pods behind two doors count what comes by either; a door that answers nothing owes nothing.
    const beside = standing.flatMap((one, at) =>
      own !== undefined && one !== undefined && isSame(one.workload, own.workload) ? (came[at]?.answered ?? none) : [],
    );
    const answered = ownCame.connections === 0 ? ownCame : beside.reduce((sum, one) => plus(sum, one), none);
    const requests = rowsOf(history.requests, new Set(door.requests.map(({name}) => name)));
    const {added, ...rest} = history;
    const whole: History = {...rest, ...(index === 0 && added !== undefined ? {added} : {}), requests};
    const change: Change = {
      trial: (it) => ({
        ...it,
        subject: {...it.subject, entry: door, peak: {...it.subject.peak, rps: it.subject.peak.rps * share}},
      }),
      deploy: (it) => ({...it, ...(own === undefined ? {} : {entry: own})}),
      plan: (it) => planOf(it, whole, share),
      ledger: (it) => ledgerOf(it, whole, {received: came[index]?.received ?? {}, answered}),
    };
    const bySecond = countsOf(requests);
    const events = history.events.flatMap((event): readonly HistoryEvent[] =>
      event.kind === 'tally' ? talliedAs(event, bySecond) : [changed(event, change)],
    );
    return {service: door.service, history: {...whole, events}};
  });
}

type Came = NonNullable<LedgerFacts['doors']>[number];
const none: Answered = {connections: 0, bytes: 0};

function plus(one: Answered, other: Answered): Answered {
  return {connections: one.connections + other.connections, bytes: one.bytes + other.bytes};
}

/** How the facts of some events look from a door. */
type Change = {readonly [Name in keyof Facts]?: (facts: NonNullable<Facts[Name]>) => NonNullable<Facts[Name]>};

function changed(event: HistoryEvent, change: Change): HistoryEvent {
  const name = factsIn(event);
  const how = name === undefined ? undefined : (change[name] as ((facts: unknown) => unknown) | undefined);
  if (how === undefined || !('facts' in event) || event.facts === undefined) return event;
  return {...event, facts: how(event.facts) as Json} as HistoryEvent;
}

/** Its share of each stage, as the mix drew it: by the declared one where it drew nothing. */
function planOf(plan: PlanFacts, history: History, share: number): PlanFacts {
  const stages = plan.stages.map((stage) => {
    const [begun, to] = stageWindow(history, stage.name) ?? [0, 0];
    const from = begun + (stage.rampMs ?? 0);
    const {sent, unsent} = trafficIn(history, [[from, to]]);
    const drawn = sent + unsent;
    const ratePerSecond = drawn === 0 || to <= from ? stage.ratePerSecond * share : (1000 * drawn) / (to - from);
    return {...stage, ratePerSecond};
  });
  return {...plan, stages};
}

/** The engine counts what it plans for all doors together: of one there are its rows. */
function ledgerOf(ledger: LedgerFacts, history: History, {received, answered}: Came): LedgerFacts {
  const {requests, added} = history;
  const {byOutcome: rows} = trafficIn(history, [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]]);
  const {added: planned, doors: _, ...others} = ledger;
  const beside = added === undefined || planned === undefined ? {} : {added: planned};
  return {...others, ...beside, planned: {all: requests.length}, rows, received, engine: {...ledger.engine, answered}};
}

type Tally = Extract<HistoryEvent, {readonly kind: 'tally'}>;

/** How the requests planned in each second ended. */
function countsOf({columns}: Table<RequestRow>): ReadonlyMap<number, Readonly<Record<string, number>>> {
  const seconds = new Map<number, Record<string, number>>();
  for (const [row, outcome] of columns.outcome.entries()) {
    const second = Math.floor((columns.plannedMs[row] ?? 0) / 1000);
    const counts = seconds.get(second) ?? {};
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    seconds.set(second, counts);
  }
  return seconds;
}

/** A second of the load as it looks from a door; a second without a request has none. */
function talliedAs(tally: Tally, bySecond: ReturnType<typeof countsOf>): readonly HistoryEvent[] {
  const outcomes = bySecond.get(Math.floor((tally.secondMs ?? tally.tMs) / 1000));
  if (outcomes === undefined) return [];
  const planned = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return [{...tally, planned, outcomes}];
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
