import test from 'ava';
import {statedAt} from '../../../src/subject/manifests/stated.ts';

const manifest = {
  file: 'web.yaml',
  line: 4,
  places: [
    {path: 'spec', file: 'web.yaml', line: 6, column: 1},
    {path: 'spec.containers[0]', file: 'patch.yaml', line: 2, column: 5},
  ],
};

test('a path is stated where it stands, or what is nearest above it does', (t) => {
  t.deepEqual(statedAt(manifest, ['spec', 'containers', 0]), {file: 'patch.yaml', line: 2, column: 5});
  t.deepEqual(statedAt(manifest, ['spec', 'containers', 0, 'image']), {file: 'patch.yaml', line: 2, column: 5});
  t.deepEqual(statedAt(manifest, ['spec', 'containers', 1, 'image']), {file: 'web.yaml', line: 6, column: 1});
});

test('what nothing states is where the object begins', (t) => {
  t.deepEqual(statedAt(manifest, ['metadata', 'labels']), {file: 'web.yaml', line: 4, column: 1});
});
