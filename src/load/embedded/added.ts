import type {AddedRates} from '../../forecast/losses.ts';
import type {Outcome} from '../../history/tables.ts';
import {BareConnections} from './bare-connections.ts';
import {Costs} from './costs.ts';
import {Ledger} from './ledger.ts';
import type {WorkerPlan} from './messages.ts';
import {Pacer} from './pacer.ts';
import type {PreparedRequest} from './prepared.ts';
import {Sender} from './sender.ts';
import type {SourcePorts} from './source-ports.ts';

/** It belongs to no stage. */
const stage = 'added';

/** What one worker adds beside the load, with a ledger of its own: it is no part of what the stages declare. */
export class Added {
  readonly costs = new Costs<PreparedRequest>();
  readonly #plan: WorkerPlan;
  /** Those to the target itself that change nothing and need nothing but their path, in the order of the profile. */
  readonly #plain: readonly PreparedRequest[];
  readonly #ledger = new Ledger();
  readonly #sender: Sender;
  readonly #bare: BareConnections;
  #pacer: Pacer | undefined;
  #times = 0;

  constructor(plan: WorkerPlan, requests: readonly PreparedRequest[], ports: SourcePorts, nowMs: () => number) {
    this.#plan = plan;
    this.#plain = requests.filter((_, index) => {
      const {method = '', body, door} = plan.requests[index] ?? {};
      return method.toUpperCase() === 'GET' && body === undefined && door === undefined;
    });
    this.#sender = new Sender(plan.target, plan, ports, this.#ledger, nowMs);
    this.#bare = new BareConnections(plan.target, plan, ports, this.#ledger, nowMs);
  }

  /** Requests and connections that have not ended. */
  get openCount(): number {
    return this.#sender.openCount + this.#bare.openCount;
  }

  /** When there is something to do next, in ms since the trial began. */
  get wakeMs(): number {
    return Math.min(this.#pacer?.nextMs ?? Infinity, this.#sender.nextDeadlineMs, this.#bare.nextDeadlineMs);
  }

  get totals(): {readonly planned: number; readonly rows: Readonly<Record<Outcome, number>>} {
    const {planned, rows} = this.#ledger;
    return {planned: Object.values(planned).reduce((sum, count) => sum + count, 0), rows};
  }

  /** Adds so much from now on; where the profile declares no plain GET, connections alone. */
  begin({requestsPerSecond, connectionsPerSecond}: AddedRates, nowMs: number): void {
    const request = this.costs.cheapest(this.#plain);
    const requests = request === undefined ? 0 : requestsPerSecond;
    const ratePerSecond = requestsPerSecond + connectionsPerSecond;
    this.end(nowMs);
    if (ratePerSecond <= 0) return;
    this.#times += 1;
    const {seed, worker, workers} = this.#plan;
    const weights = [{weight: requests}, {weight: ratePerSecond - requests}];
    this.#pacer = new Pacer({requests: weights, seed: seed + this.#times, newShare: 1, worker, workers}, (planned) => {
      if (planned.request === 0 && request !== undefined)
        this.#sender.send(stage, planned.plannedMs, 'new', request, 0);
      else this.#bare.open(stage, planned.plannedMs);
    });
    this.#pacer.begin({name: stage, ratePerSecond, boundMs: Infinity}, nowMs);
  }

  /** Adds nothing from now on; what is due already is sent. */
  end(nowMs: number): void {
    while (this.#pacer !== undefined && this.#pacer.nextMs <= nowMs) this.#pacer.sendDue(nowMs);
    this.#pacer = undefined;
  }

  /** Sends what is due and ends what is over. */
  turn(nowMs: number): void {
    this.#pacer?.sendDue(nowMs);
    this.#sender.sweep(nowMs);
    this.#bare.sweep(nowMs);
  }

  cutOff(): void {
    this.#pacer = undefined;
    this.#sender.cutOff();
    this.#bare.cutOff();
  }

  /** The rows since the last call. */
  takeRows(): string {
    // Nobody asks for its seconds: a tally is of the load that the stages declare.
    this.#ledger.takeSeconds(Infinity);
    return this.#ledger.takeRows();
  }
}
