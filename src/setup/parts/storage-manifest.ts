import {HarnessError} from '../../system/errors.ts';

/**
 * The storage manifest out of the Go source of kind, with images of our own in place of kind's. The source has it as a
 * raw string joined with two names. Throws HarnessError when the source no longer looks like that.
 */
export function storageManifest(
  goSource: string,
  images: {readonly provisioner: string; readonly helper: string},
): string {
  const begin = 'const defaultStorageManifest = `';
  const from = goSource.indexOf(begin);
  const to = goSource.lastIndexOf('`');
  const manifest = goSource
    .slice(from + begin.length, to)
    .replaceAll('` + storageProvisionerImage + `', images.provisioner)
    .replaceAll('` + storageHelperImage + `', images.helper);
  if (
    from < 0 ||
    manifest.includes('`') ||
    !manifest.includes(images.provisioner) ||
    !manifest.includes(images.helper)
  ) {
    throw new HarnessError('kind-source', 'The storage manifest is not where it was in the source of kind', {
      hint: 'The pinned version of kind changed; look at pkg/build/nodeimage in its module',
    });
  }
  return manifest;
}
