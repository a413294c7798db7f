import type {QueryResultRow} from 'pg';
import {Saturated} from '../service/limiter.ts';
import type {Database} from './database.ts';

/**
 * The same database, but while it is known to be away everybody is turned away at once (throws Saturated) instead of
 * waiting for it. Not a matter of readiness: all replicas lose the same database, and a service without a ready replica
 * answers nobody, not even with 503.
 */
export function breaker(database: Database, trouble: () => string | undefined): Database {
  return {
    ...database,
    rows: async <Row extends QueryResultRow>(statement: string, values?: readonly unknown[]) => {
      const why = trouble();
      if (why !== undefined) throw new Saturated(`the database is away: ${why}`);
      return database.rows<Row>(statement, values);
    },
  };
}
