import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';

/** What a person is told of a folder with these files, without kubectl being started. */
export async function refusal(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderWith(t, files);
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const error = await t.throwsAsync(
    readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      instanceOf: UsageError,
    },
  );
  return without(folder, error?.message ?? '');
}

/** Fails the test that starts kubectl. */
export const noExec = async () => Promise.reject(new Error('kubectl was started'));

/** A manifest that is right. */
export const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

/** An entry that kubectl would fetch. */
export const url = 'https://example.com/x.yaml';
