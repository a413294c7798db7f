import {readFile} from 'node:fs/promises';
import {Client, type QueryResult} from 'pg';

/**
 * Creates and fills the tables once, however many replicas start at the same time, and brings the reviews into the
 * database's memory. The shop's own database has them from its image already (images/postgres): a first start is spared
 * 80,000 rows and the checkpoint after them.
 */
export async function prepareSchema(url: string): Promise<void> {
  const schema = await readFile(new URL('schema.sql', import.meta.url), 'utf8');
  const client = new Client({connectionString: url, connectionTimeoutMillis: 500, statement_timeout: 30_000});
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(4711)');
    // One result for each statement; the last one fills the reviews.
    const results = (await client.query(schema)) as unknown as readonly QueryResult[];
    await client.query('commit');
    // Now, and not by the autovacuum in the middle of the first visits.
    if ((results.at(-1)?.rowCount ?? 0) > 0) await client.query('vacuum (analyze) reviews');
    await client.query(`select pg_prewarm('reviews')`);
  } finally {
    await client.end();
  }
}
