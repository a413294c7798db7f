import test from 'ava';
import {parse} from 'yaml';
import type {Line} from '../../../src/subject/init/line.ts';
import {profileText} from '../../../src/subject/init/text.ts';
import {UsageError} from '../../../src/system/errors.ts';

const lines: readonly Line[] = [
  {path: ['name'], value: 'shop', from: 'the folder', sure: 'guess'},
  {path: ['manifests', 0], value: './k8s', from: 'as you named it', sure: 'stated'},
  {path: ['entry', 'service'], value: 'web', from: 'behind Ingress door', sure: 'stated'},
  {path: ['peak', 'rps'], value: 'TODO', from: 'requests per second', sure: 'todo'},
  {path: ['dependencies', 0, 'name'], value: 'db', from: 'variable DB', sure: 'likely'},
  {path: ['dependencies', 0, 'need'], value: 'TODO', from: 'soft or hard', sure: 'todo'},
];

test('every value has its line with a comment that says where it comes from', (t) => {
  const {text, open} = profileText(lines);
  t.deepEqual(parse(text), {
    name: 'shop',
    manifests: ['./k8s'],
    entry: {service: 'web'},
    peak: {rps: 'TODO'},
    dependencies: [{name: 'db', need: 'TODO'}],
  });
  t.deepEqual(open, ['peak.rps', 'dependencies.0.need']);
  t.regex(text, /^name: shop # guess: the folder$/m);
  t.regex(text, /^ {2}service: web # stated: behind Ingress door$/m);
  t.regex(text, /^ {2}rps: TODO # requests per second$/m);
  t.regex(text, /^ {2}- \.\/k8s # stated: as you named it$/m);
  t.regex(text, /^ {2}- name: db # likely: variable DB$/m);
});

test('laid over a profile that is there, the owner’s values and comments stay, and what is missing is added', (t) => {
  const before = {
    file: 'seatrial.yaml',
    text: '# mine\nname: store # we call it so\npeak:\n  rps: 40 # measured in May\nmanifests: [./deploy]\ndependencies: []\n',
  };
  const {text, open, kept} = profileText(lines, before);
  t.deepEqual(parse(text), {
    name: 'store',
    peak: {rps: 40},
    manifests: ['./deploy'],
    dependencies: [],
    entry: {service: 'web'},
  });
  t.regex(text, /^# mine$/m);
  t.regex(text, /^name: store # we call it so$/m);
  t.regex(text, /rps: 40 # measured in May/);
  t.deepEqual(open, []);
  t.is(kept, 5);
  t.is(profileText(lines, {file: 'a', text}).text, text, 'once more changes nothing');
});

test('a TODO is answered by what is known now, and stays where it is not', (t) => {
  const before = {file: 'a', text: 'name: TODO\npeak: {rps: TODO}\n'};
  t.like(parse(profileText(lines, before).text), {name: 'shop', peak: {rps: 'TODO'}});
});

test('what is no profile is not written over', (t) => {
  for (const text of ['- a\n', 'a: [\n'])
    t.throws(() => profileText(lines, {file: 'seatrial.yaml', text}), {
      instanceOf: UsageError,
      message: /^seatrial\.yaml: expected a profile/,
    });
});
