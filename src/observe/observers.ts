import {cgroups} from './cgroups.ts';
import {entryPods} from './entry-pods.ts';
import {host} from './host.ts';
import {kernelLog} from './kernel-log.ts';
import {objects} from './objects.ts';
import type {Observer} from './observer.ts';
import {sentinels} from './sentinels.ts';
import {stubs} from './stubs.ts';

/** Every observer of a trial, by name; all of them run in every trial. */
export const observers = {
  objects,
  'kernel-log': kernelLog,
  cgroups,
  sentinels,
  host,
  'entry-pods': entryPods,
  stubs,
} as const satisfies Readonly<Record<string, Observer>>;
