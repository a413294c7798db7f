-- The shop's tables and its catalogue: 100 products with 800 reviews each. Can be run again and again.
create table if not exists products (id int primary key, name text not null, cents int not null);
create table if not exists reviews (product int not null, stars int not null, words text not null);
create table if not exists orders (id uuid primary key, product int not null, quantity int not null, placed timestamptz not null default now());
create index if not exists orders_placed on orders (placed);

insert into products select id, 'Product ' || id, 100 + id * 7 % 9000 from generate_series(1, 100) id
on conflict do nothing;

insert into reviews select id, 1 + (id * 31 + nth * 17) % 5, repeat(md5(id || ':' || nth), 2)
from generate_series(1, 100) id, generate_series(1, 800) nth
where not exists (select from reviews);
