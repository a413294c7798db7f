import test from 'ava';
import {type Engine, pullImages} from '../../../src/subject/manifests/pull.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {deployment, manifestsOf, profile} from '../subject.ts';

const subject = (...images: readonly string[]) =>
  manifestsOf(images.map((image, index) => deployment(`web-${index}`, {pod: {containers: [{name: 'app', image}]}})));

/** An engine that has some images, and can get others. */
function engine(has: readonly string[], gets: readonly string[]): {readonly engine: Engine; readonly pulled: string[]} {
  const pulled: string[] = [];
  return {
    pulled,
    engine: {
      has: async (image) => Promise.resolve(has.includes(image)),
      pull: async (image) => Promise.resolve(gets.includes(image) ? undefined : {refused: 'no such image'}),
      onPull: (image) => pulled.push(image),
    },
  };
}

test('what the engine lacks is pulled once, what it has is left alone', async (t) => {
  const {engine: own, pulled} = engine(['web:1'], ['db:2', 'side:3']);
  await pullImages(profile({}, {images: ['web:1', 'side:3']}), subject('web:1', 'db:2', 'db:2'), own);
  t.deepEqual(pulled, ['db:2', 'side:3']);
});

test('all that cannot be had is one list, with where it is named and the commands', async (t) => {
  const {engine: own} = engine([], []);
  const error = await t.throwsAsync(
    pullImages(profile({}, {images: ['side:3']}), subject('web:1', 'seatrial/mine:dev'), own),
    {instanceOf: UsageError, code: 'image-missing'},
  );
  t.regex(error?.message ?? '', /lacks 3 images, and could not get them:\n/);
  t.regex(error?.message ?? '', /:\d+:\d+: Deployment web-0: web:1: no such image/);
  t.regex(error?.message ?? '', /seatrial\.yaml: images: side:3: no such image/);
  t.regex(error?.hint ?? '', /docker pull web:1\n {2}docker build -t seatrial\/mine:dev \.\n {2}docker pull side:3$/);
});

test('an image of this package is asked of no registry, and a name that is none of anybody', async (t) => {
  const {engine: own, pulled} = engine([], []);
  const error = await t.throwsAsync(
    pullImages(profile({}, {images: []}), subject('seatrial/nowhere:dev', '--all-tags', 'a; rm -r b'), own),
    {instanceOf: UsageError},
  );
  t.deepEqual(pulled, []);
  t.regex(error?.message ?? '', /--all-tags: that is no name of an image/);
  t.notRegex(error?.hint ?? '', /all-tags|rm -r/);
});

test('what every node has is no reason to stop', async (t) => {
  const {engine: own} = engine([], []);
  await t.notThrowsAsync(pullImages(profile({}, {images: []}), subject('registry.k8s.io/pause:3.10'), own));
});
