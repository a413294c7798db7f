import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import test from 'ava';
import {addImages} from '../../../src/setup/parts/node-image-contents.ts';
import {benchWith, scripted} from '../bench.ts';

/** A set-up whose engine makes the container `id`, and then refuses what matches. */
function setUp(id: string, cache: string, refuses: RegExp) {
  const {exec, asked} = scripted((command) => {
    const file = /--cidfile (\S+)/.exec(command)?.[1];
    if (file !== undefined) writeFileSync(file, id);
    if (refuses.test(command)) return {exitCode: 1, stderr: 'cut off'};
    return {stdout: file === undefined ? '' : `${id}\n`};
  });
  return {bench: benchWith({exec, cache}), asked};
}

const contents = {base: 'seatrial/base', images: [], tag: 'seatrial/node', inputs: 'same'};

test('the container is removed by the ID it was given, also when the command that made it was cut off, and never by a name', async (t) => {
  const {cache} = benchWith({});
  mkdirSync(cache);
  for (const refuses of [/^docker run/, /^docker exec --detach/, /^nothing/]) {
    const {bench, asked} = setUp('c0ffee', cache, refuses);
    const adding = addImages(bench, contents);
    await (String(refuses).includes('nothing') ? adding : t.throwsAsync(adding));
    t.deepEqual(
      asked.filter((command) => command.startsWith('docker rm')),
      ['docker rm --force --volumes c0ffee'],
    );
    t.false(asked.some((command) => command.includes(' --name ')));
    t.deepEqual(readdirSync(cache), []);
  }
});

test('a set-up that made no container removes none, and leaves another one’s folder', async (t) => {
  const {cache} = benchWith({});
  mkdirSync(`${cache}/images-other`, {recursive: true});
  const {bench, asked} = setUp('c0ffee', cache, /^docker save/);
  await t.throwsAsync(addImages(bench, contents));
  t.false(asked.some((command) => command.startsWith('docker rm')));
  t.deepEqual(readdirSync(cache), ['images-other']);
});
