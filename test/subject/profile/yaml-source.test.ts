import test from 'ava';
import {readYaml} from '../../../src/subject/profile/yaml-source.ts';

/** As `kubectl label --local -o json` (1.34.4) gives them back. */
const values: Readonly<Record<string, unknown>> = {
  '0400': 256,
  '0o400': 256,
  '0755': 493,
  '-0400': -256,
  '00': 0,
  '0': 0,
  '0899': 899,
  '0x1F': 31,
  '0b101': 5,
  '1_000': 1000,
  '+12': 12,
  '1:30': '1:30',
  '190:20:30': '190:20:30',
  yes: true,
  y: true,
  Y: true,
  on: true,
  Off: false,
  NO: false,
  True: true,
  '~': null,
  Null: null,
  '2001-12-14': '2001-12-14',
  '2001-12-14T21:59:43Z': '2001-12-14T21:59:43Z',
  '1e3': 1000,
  '12e03': 12_000,
  '1E+2': 100,
  '6.8523015e+5': 685_230.15,
  '.5': 0.5,
  '1.': 1,
  '1.10': 1.1,
  '1_0.5': 10.5,
  '1e': '1e',
  e3: 'e3',
  '.': '.',
  '0d12': '0d12',
  '=': '=',
  '"0400"': '0400',
  '!!str 0400': '0400',
  '!!int "12"': 12,
  '!!float 3': 3,
  '!!binary aGVsbG8=': 'hello',
};

for (const [text, value] of Object.entries(values)) {
  test(`kubectl reads ${text} as ${JSON.stringify(value)}`, (t) => {
    const [source] = readYaml(`value: ${text}\n`);
    t.deepEqual(source?.problems, []);
    t.deepEqual(source?.content, {value});
  });
}

test('keys are strings in JSON, whatever they look like', (t) => {
  const [source] = readYaml('1: a\nyes: b\n0400: c\n');
  t.deepEqual(source?.content, {'1': 'a', true: 'b', '256': 'c'});
});

test('what JSON does not have is a problem with its place', (t) => {
  const problems = (text: string) => readYaml(text).flatMap((source) => source.problems);
  t.deepEqual(problems('a: 1\nb: .inf\n'), [{line: 2, column: 4, message: 'a number that JSON does not have'}]);
  t.deepEqual(problems('a: .nan\n').length, 1);
  t.deepEqual(problems('~: 1\n'), [{line: 1, column: 1, message: 'a key that is null'}]);
});

const merged = `base: &base
  app: web
  tier: front
labels:
  <<: *base
  tier: back
several:
  <<: [*base, {app: other, extra: x}]
whole: *base
`;

test('maps that are merged in are there, what is stated beside them wins, and each path has its place', (t) => {
  for (const dialect of ['kubectl', 'profile'] as const) {
    const [source] = readYaml(merged, dialect);
    t.deepEqual(source?.content, {
      base: {app: 'web', tier: 'front'},
      labels: {app: 'web', tier: 'back'},
      several: {app: 'web', tier: 'front', extra: 'x'},
      whole: {app: 'web', tier: 'front'},
    });
    t.deepEqual(source?.keyAt(['labels', 'app']), {line: 2, column: 3});
    t.deepEqual(source?.keyAt(['labels', 'tier']), {line: 6, column: 3});
    t.deepEqual(source?.valueAt(['several', 'extra']), {line: 8, column: 35});
    t.deepEqual(source?.valueAt(['whole', 'app']), {line: 2, column: 8});
    t.is(source?.keyAt(['labels', 'other']), undefined);
  }
});

test('a profile is YAML 1.2, as editors check it', (t) => {
  const [source] = readYaml('a: yes\nb: 0400\nc: 1:30\n', 'profile');
  t.deepEqual(source?.content, {a: 'yes', b: 400, c: '1:30'});
});
