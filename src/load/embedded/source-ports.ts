/**
 * Below the ports that a kernel chooses from by itself (32768 up), so that nobody else's connections are in the way.
 */
const firstPort = 10_000;
const lastPort = 29_999;

/**
 * The ports that connections come from, in turn. To the nodes all users of the load have one address. A flow to a pod
 * that is gone is remembered there for 120 s (nf_conntrack_tcp_timeout_syn_sent), and a new connection from its port
 * goes to that pod too: kernels choose ports so that this happened to 1 % of the requests a minute after a node had
 * died. 20,000 ports in turn are used again after 100 s and more at 200 new connections per second.
 */
export class SourcePorts {
  readonly #first: number;
  readonly #count: number;
  #taken: number;

  /** The share of one thread. `epochMs` decides where it begins: the run before this one may have left flows. */
  constructor({
    worker,
    workers,
    epochMs,
  }: {
    readonly worker: number;
    readonly workers: number;
    readonly epochMs: number;
  }) {
    this.#count = Math.floor((lastPort - firstPort + 1) / workers);
    this.#first = firstPort + worker * this.#count;
    this.#taken = Math.floor(epochMs) % this.#count;
  }

  next(): number {
    const port = this.#first + (this.#taken % this.#count);
    this.#taken += 1;
    return port;
  }
}
