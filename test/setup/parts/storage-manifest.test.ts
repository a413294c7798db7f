import test from 'ava';
import {storageManifest} from '../../../src/setup/parts/storage-manifest.ts';
import {HarnessError} from '../../../src/system/errors.ts';

const images = {provisioner: 'local/provisioner:1', helper: 'local/helper:1'};
const source = (body: string): string =>
  `package nodeimage\n\nconst helper = "x"\n\nconst defaultStorageManifest = \`${body}\`\n`;

test('the manifest comes out with our images', (t) => {
  const manifest = storageManifest(
    source('image: ` + storageProvisionerImage + `\nargs: [` + storageHelperImage + `]\n'),
    images,
  );
  t.is(manifest, 'image: local/provisioner:1\nargs: [local/helper:1]\n');
});

test('a source that changed is an error, never half a manifest', (t) => {
  for (const changed of [
    '',
    source('image: fixed\n'),
    source('image: ` + storageProvisionerImage + `\n'),
    source('` + storageProvisionerImage + ` ` + storageHelperImage + ` ` + another + `'),
  ]) {
    t.throws(() => storageManifest(changed, images), {instanceOf: HarnessError});
  }
});
