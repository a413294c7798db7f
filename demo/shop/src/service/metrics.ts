import {collectDefaultMetrics, Counter, Gauge, Histogram, register} from 'prom-client';
import type {Limiter} from './limiter.ts';

collectDefaultMetrics();

const requests = new Counter({
  name: 'http_requests_total',
  help: 'Requests answered, by route and status',
  labelNames: ['route', 'status'],
});
const seconds = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the request to the end of its answer, by route',
  labelNames: ['route'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
});

/** Counts one answered request. */
export function answered(route: string, status: number, took: number): void {
  requests.inc({route, status: String(status)});
  seconds.observe({route}, took);
}

/** Shows how full each bulkhead is: saturation before it turns into errors. */
export function watchLimiters(limiters: readonly Limiter[]): void {
  gauge('pool_busy', 'Places in use', limiters, (one) => one.load().busy);
  gauge('pool_waiting', 'Callers waiting for a place', limiters, (one) => one.load().waiting);
  gauge('pool_places', 'Places there are', limiters, (one) => one.options.places);
}

/** A counter of events by one label. */
export function counter(name: string, help: string, label: string): (value: string) => void {
  const events = new Counter({name, help, labelNames: [label]});
  return (value) => events.inc({[label]: value});
}

/** All metrics in the Prometheus text format, with its content type. */
export const exposition = async (): Promise<{readonly type: string; readonly text: string}> => ({
  type: register.contentType,
  text: await register.metrics(),
});

function gauge(name: string, help: string, limiters: readonly Limiter[], read: (one: Limiter) => number): void {
  new Gauge({
    name,
    help,
    labelNames: ['pool'],
    collect() {
      for (const one of limiters) this.set({pool: one.options.name}, read(one));
    },
  });
}
