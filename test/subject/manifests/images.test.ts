import test from 'ava';
import {imagesOf, imagesOnNodes, imagesToLoad} from '../../../src/subject/manifests/images.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {fakeApi} from '../fake-api.ts';
import {deployment, profile} from '../subject.ts';

/** A source that has these images. */
const source = (...images: readonly string[]) => ({has: (image: string) => Promise.resolve(images.includes(image))});

const onNodes = async (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());
const web = deployment('web', {pod: {initContainers: [{name: 'init', image: 'init:1'}]}});

test('the images of all containers, each once', (t) => {
  t.deepEqual(imagesOf([web, deployment('web')]), ['init:1', 'web:1']);
});

test('what the engine has is loaded, what only a registry may have is left to the nodes', async (t) => {
  const subject = profile({}, {images: ['web:1', 'tool:1']});
  t.deepEqual(await imagesToLoad(subject, [web], {source: source('web:1', 'tool:1'), onNodes}), ['web:1', 'tool:1']);
});

test('an image of the profile that nobody has is the user’s error, all of them named', async (t) => {
  const subject = profile({}, {images: ['web:1', 'a:1', 'b:1']});
  const error = await t.throwsAsync(imagesToLoad(subject, [web], {source: source('web:1'), onNodes}), {
    instanceOf: UsageError,
  });
  t.is(error?.message, 'seatrial.yaml: images: the local Docker engine does not have a:1, b:1');
});

test('an image of the profile that the nodes have need not be in the engine', async (t) => {
  const here = [
    {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}, status: {images: [{names: ['docker.io/library/a:1']}]}},
  ];
  const there = async () => imagesOnNodes(fakeApi({here}).api);
  t.deepEqual(await imagesToLoad(profile({}, {images: ['a:1']}), [], {source: source(), onNodes: there}), []);
});
