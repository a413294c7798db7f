import test from 'ava';
import {circles} from './circles.ts';

const graph = (edges: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(edges));

test('two ways to the same file are no circle', (t) => {
  t.deepEqual(circles(graph({a: ['b', 'c'], b: ['d'], c: ['d'], d: []})), []);
});

test('a circle is found wherever one enters it, and what leads to it is not part of it', (t) => {
  t.deepEqual(circles(graph({a: ['b'], b: ['c'], c: ['d'], d: ['b'], e: ['a']})), [['b', 'c', 'd']]);
});

test('two circles are two; a file that imports itself is one', (t) => {
  t.deepEqual(circles(graph({a: ['b'], b: ['a', 'c'], c: ['c']})), [['c'], ['a', 'b']]);
});

test('files that are not listed are not followed', (t) => {
  t.deepEqual(circles(graph({a: ['elsewhere']})), []);
});
