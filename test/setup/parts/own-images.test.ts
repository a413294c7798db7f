import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {type Artefact, imagePart, type OwnImage} from '../../../src/setup/parts/image-part.ts';
import {partsFor} from '../../../src/setup/parts/parts.ts';
import {provide} from '../../../src/setup/provide.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {benchWith, keepingWatcher, scripted} from '../bench.ts';

const say = (): undefined => undefined;

const image = (artefacts?: readonly Artefact[]): OwnImage => ({
  tag: 'seatrial/theirs-server:dev',
  title: 'Image of theirs',
  context: 'demo/theirs',
  dockerfile: 'Dockerfile',
  needs: [],
  expectedMs: 1000,
  ...(artefacts === undefined ? {} : {artefacts}),
});

const artefact = (given: Partial<Artefact> = {}): Artefact => ({
  name: 'server.jar',
  files: [],
  others: ['1.0'],
  changes: async () => [{kind: 'download', what: 'server.jar', from: 'its registry'}],
  prepare: async () => async (path) => writeFileSync(path, 'the jar'),
  ...given,
});

/** A bench with the files of a subject, whose engine takes any build and keeps what was in its context. */
function bench() {
  const contexts: string[] = [];
  let inputs = '';
  const {exec} = scripted((command) => {
    if (command.startsWith('docker build')) {
      const context = command.split(' ').at(-1) ?? '';
      contexts.push(readFileSync(join(context, 'server.jar'), 'utf8'));
      inputs = /seatrial\.inputs=(\S+)/.exec(command)?.[1] ?? '';
      return {};
    }
    return command.startsWith('docker image inspect') && inputs !== '' ? {stdout: inputs} : undefined;
  });
  const made = benchWith({exec});
  mkdirSync(join(made.home, 'demo/theirs'), {recursive: true});
  writeFileSync(join(made.home, 'demo/theirs/Dockerfile'), 'FROM debian:trixie-slim\nCOPY server.jar /\n');
  return {bench: made, contexts};
}

test('an artefact is made once, lies in the cache, and is in the context of the build', async (t) => {
  const {bench: here, contexts} = bench();
  let made = 0;
  const part = imagePart(
    image([
      artefact({
        prepare: async () => async (path) => {
          made += 1;
          writeFileSync(path, 'the jar');
        },
      }),
    ]),
  );
  t.is(await part.find(here), undefined);
  t.is(await part.ways[0]?.provide(here, say), undefined);
  t.is(await part.find(here), part.name);
  await part.ways[0]?.provide(here, say);
  t.deepEqual(contexts, ['the jar', 'the jar']);
  t.is(made, 1);
});

test('another version of an artefact is another image', async (t) => {
  const {bench: here} = bench();
  await imagePart(image([artefact()])).ways[0]?.provide(here, say);
  t.truthy(await imagePart(image([artefact()])).find(here));
  t.is(await imagePart(image([artefact({others: ['1.1']})])).find(here), undefined);
});

test('an artefact that cannot be had refuses the image, and is told before anybody agrees', async (t) => {
  const {bench: here, contexts} = bench();
  const refused = {refused: 'no registry gives it'};
  const part = imagePart(image([artefact({prepare: async () => refused})]));
  const error = await t.throwsAsync(provide(part, here, keepingWatcher()), {instanceOf: HarnessError});
  t.regex(error?.message ?? '', /build: no registry gives it/);
  t.deepEqual(contexts, []);
  t.false(existsSync(join(here.cache, 'artefacts')));
  const changes = await part.ways[0]?.changes(here);
  t.true(
    Array.isArray(changes) && changes.some((change) => change.kind === 'download' && change.what === 'server.jar'),
  );
  t.deepEqual(await imagePart(image([artefact({changes: async () => refused})])).ways[0]?.changes(here), refused);
});

test('the image of a subject that nobody here wrote is a part only for a trial of it', async (t) => {
  const names = async (images: readonly string[]) => (await partsFor(process.cwd(), images)).map(({name}) => name);
  const podinfo = 'seatrial/podinfo-server:dev';
  t.false((await names(['seatrial/shop-app:dev'])).includes(podinfo));
  t.true((await names([podinfo, 'theirs:1'])).includes(podinfo));
});
