import {Client} from 'pg';

const catalogue = {products: 100, reviewsEach: 800};

/** Creates and fills the tables once, however many replicas start at the same time, and brings the reviews into the database's memory. */
export async function prepareSchema(url: string): Promise<void> {
  const client = new Client({connectionString: url, connectionTimeoutMillis: 2_000, statement_timeout: 30_000});
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(4711)');
    await client.query(tables);
    await client.query(goods, [catalogue.products]);
    await client.query(opinions, [catalogue.products, catalogue.reviewsEach]);
    await client.query('commit');
    // Now, and not by the autovacuum in the middle of the first visits.
    await client.query('vacuum (analyze) reviews');
    await client.query(`select pg_prewarm('reviews')`);
  } finally {
    await client.end();
  }
}

const tables = `
  create table if not exists products (id int primary key, name text not null, cents int not null);
  create table if not exists reviews (product int not null, stars int not null, words text not null);
  create table if not exists orders (id uuid primary key, product int not null, quantity int not null, placed timestamptz not null default now());
  create index if not exists orders_placed on orders (placed)`;

const goods = `
  insert into products select id, 'Product ' || id, 100 + id * 7 % 9000 from generate_series(1, $1::int) id
  on conflict do nothing`;

const opinions = `
  insert into reviews select id, 1 + (id * 31 + nth * 17) % 5, repeat(md5(id || ':' || nth), 2)
  from generate_series(1, $1::int) id, generate_series(1, $2::int) nth
  where not exists (select from reviews)`;
