import {Pool, type PoolClient, type QueryResultRow} from 'pg';
import {limiter, type Limiter} from '../service/limiter.ts';
import {log, throttled} from '../service/log.ts';

/** A bounded set of database connections behind a bulkhead of the same size. */
export interface Database {
  readonly places: Limiter;
  /**
   * Runs one statement. Throws Saturated when no connection is free in time, and the driver's error when the database
   * says no or nothing.
   */
  readonly rows: <Row extends QueryResultRow>(
    statement: string,
    values?: readonly unknown[],
  ) => Promise<readonly Row[]>;
  /** Opens every connection and runs the statements on each, so that the first burst meets a warm pool. */
  readonly warm: (statements: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly name: string;
  readonly connections: number;
  /** How many callers may wait for a connection, and how long in ms. */
  readonly queue: number;
  readonly waitMs: number;
  /** Time for one statement, in ms. */
  readonly timeoutMs: number;
}

/** Time to connect, in ms: where nothing is yet, nobody says no in time (a refusal by ICMP comes once a second). */
const connectMs = 500;

/** Connects on first use; a connection that failed or timed out is thrown away. */
export function database({url, name, connections, queue, waitMs, timeoutMs}: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: connectMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    keepAlive: true,
  });
  const complain = throttled(log.warn);
  pool.on('error', (error) => complain('database connection lost', {pool: name, error: error.message}));
  const places = limiter({name, places: connections, queue, waitMs});

  return {
    places,
    rows: async <Row extends QueryResultRow>(statement: string, values: readonly unknown[] = []) =>
      places.run(async () => (await pool.query<Row>(statement, [...values])).rows),
    warm: async (statements) => {
      // Those that came are given back even where another did not: a pool whose connections are all out never warms up.
      const asked = await Promise.allSettled(Array.from({length: connections}, () => pool.connect()));
      const clients = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const done = await Promise.allSettled(clients.map((client) => warmed(client, statements)));
      const failed = [...asked, ...done].find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    close: () => pool.end(),
  };
}

async function warmed(client: PoolClient, statements: readonly string[]): Promise<void> {
  try {
    for (const statement of statements) await client.query(statement);
    client.release();
  } catch (error) {
    // What failed once is thrown away.
    client.release(true);
    throw error;
  }
}
