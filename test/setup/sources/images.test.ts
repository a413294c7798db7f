import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {buildImage} from '../../../src/setup/sources/images.ts';
import {benchWith, scripted} from '../bench.ts';

const image = {tag: 'seatrial/app:dev', context: '/context', dockerfile: '/context/Dockerfile', inputs: 'key'};

/** A Docker engine with an image of the tag, or none; building gives another. */
function engine(before: string | undefined, built: string) {
  let id = before;
  const {exec, asked} = scripted((command) => {
    if (command.startsWith('docker build')) id = built;
    if (command.startsWith('docker image inspect')) return id === undefined ? undefined : {stdout: `${id}\n`};
    return command.startsWith('docker image rm') ? {exitCode: 1, stderr: 'image is being used by a container'} : {};
  });
  return {bench: benchWith({exec}), removed: () => asked.filter((command) => command.startsWith('docker image rm'))};
}

test('the image that had the tag before is removed, if nothing uses it', async (t) => {
  const {bench, removed} = engine('sha256:old', 'sha256:new');
  await buildImage(bench, image);
  t.deepEqual(removed(), ['docker image rm sha256:old']);
});

test('a first build, and one that gives the same image, remove nothing', async (t) => {
  for (const before of [undefined, 'sha256:new']) {
    const {bench, removed} = engine(before, 'sha256:new');
    await buildImage(bench, image);
    t.deepEqual(removed(), []);
  }
});

test('no build leaves the container of a step that failed', (t) => {
  const files = readdirSync('src/setup', {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join('src/setup', name), 'utf8'));
  const builds = files.flatMap((text) => [...text.matchAll(/'docker',\s*'build',(?:\s*\/\/.*)?\s*('[^']*')/g)]);
  t.true(builds.length >= 3);
  for (const [, first] of builds) t.is(first, "'--force-rm'");
});
