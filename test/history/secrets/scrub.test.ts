import test from 'ava';
import {redactor} from '../../../src/history/secrets/redact.ts';
import {longestText, scrubbed} from '../../../src/history/secrets/scrub.ts';

const hostile = ['eyJ-', '://', 'a:', '--a=', 'Bearer ', '"password" ', 'x@', '?token', 'authorization'];

test('a hostile text of a mebibyte is cut before anything looks at it, and thousands of literals cost no more than one', (t) => {
  const data = Object.fromEntries(Array.from({length: 5000}, (_, index) => [`k${index}`, `aaaaaa${index}zz`]));
  const {event} = redactor({objects: [{apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}, stringData: data}]});
  for (const piece of [...hostile, 'aaaaaa']) {
    const text = piece.repeat(Math.ceil(2 ** 20 / piece.length));
    const written = event({kind: 'line', source: 'x', text});
    t.true(written.kind === 'line' && written.text.length < 2 * longestText, piece);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'c', annotations: {[piece]: text}},
      data: {a: text},
    };
    t.true(JSON.stringify(event({kind: 'object', is: 'present', object})).length < 1000, piece);
  }
});

for (const sentence of [
  'Not decided (it looked like a pass: The load itself got nothing OOM-killed)',
  'no key: the Secret shop has none',
  'MountVolume failed: secret: not found',
  '- topologyKey: topology.kubernetes.io/zone',
  'secretName: shop-tls',
]) {
  test(`a sentence is no secret: ${sentence}`, (t) => t.is(scrubbed(sentence), sentence));
}

test('a password after the same word is one', (t) => {
  t.is(scrubbed('pass=hunter2x'), 'pass=[redacted]');
  t.is(scrubbed('--pass:hunter2x'), '--pass:[redacted]');
});
