import test from 'ava';
import {valueAt} from '../../../src/load/embedded/json-path.ts';

const text = JSON.stringify({shop: {items: [{id: 7}, {id: 8}]}, ok: true, '0': 'zero'});

for (const [path, expected] of [
  ['$.ok', true],
  ['ok', true],
  ['$.shop.items[1].id', 8],
  ['shop.items.0.id', 7],
  ['$.0', 'zero'],
  ['$.shop.items[2].id', undefined],
  ['$.ok.length', undefined],
  ['$.toString', undefined],
] as const) {
  test(`the value at ${path}`, (t) => t.is(valueAt(text, path), expected));
}

test('a text that is no JSON has no value', (t) => t.is(valueAt('<html>', '$.ok'), undefined));
