import test from 'ava';
import {placeOf} from '../../src/history/place.ts';

const of = {kind: 'Deployment', name: 'web'};
const positions = [
  {of: {kind: 'Service', name: 'web'}, path: 'spec.a.b', file: 'other.yaml', line: 1},
  {of, file: 'web.yaml', line: 2},
  {of, path: 'spec.a', file: 'web.yaml', line: 3},
  {of, path: 'spec.a.b', file: 'patch.yaml', line: 4},
  {of, path: 'spec.a.b[1]', file: 'web.yaml', line: 5},
];

const place = test.macro((t, path: string, expected: string | undefined) => {
  const found = placeOf(positions, {...of, namespace: 'shop', container: 'app'}, path);
  t.is(found && `${found.file}:${found.line}`, expected);
});

test('the path itself', place, 'spec.a.b', 'patch.yaml:4');
test('the closest around it', place, 'spec.a.b[1].c.d', 'web.yaml:5');
test('another item of the list', place, 'spec.a.b[0]', 'patch.yaml:4');
test('a longer name is another key', place, 'spec.a.bc', 'web.yaml:3');
test('the object', place, 'metadata.labels', 'web.yaml:2');
test('an object that is stated nowhere', (t) => {
  t.is(placeOf(positions, {kind: 'Pod', name: 'web'}, 'spec'), undefined);
});
