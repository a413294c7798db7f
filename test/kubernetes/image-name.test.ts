import test from 'ava';
import {fullName} from '../../src/kubernetes/image-name.ts';

test('names are completed as containerd keeps them', (t) => {
  t.is(fullName('redis'), 'docker.io/library/redis:latest');
  t.is(fullName('seatrial/shop-app:dev'), 'docker.io/seatrial/shop-app:dev');
  t.is(fullName('registry.example:5000/a/b'), 'registry.example:5000/a/b:latest');
  t.is(fullName('localhost/a:1'), 'localhost/a:1');
});
