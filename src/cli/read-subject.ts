import {statSync} from 'node:fs';
import {join} from 'node:path';
import type {BeyondBaseline} from '../history/facts.ts';
import {secretsOf} from '../run/trial.ts';
import {helmPart} from '../setup/parts/helm.ts';
import {refuseTakenNames} from '../subject/deploy/stub-clashes.ts';
import {keptDefinitions} from '../subject/fields/kept.ts';
import {refuseUnknownFields} from '../subject/fields/refuse.ts';
import {openInputs} from '../subject/inputs/inputs.ts';
import type {Manifest} from '../subject/manifests/manifest.ts';
import {readSubject} from '../subject/manifests/manifests.ts';
import {refuseAbsent} from '../subject/needs/absent.ts';
import {refuseMissing} from '../subject/needs/missing.ts';
import {loadProfile} from '../subject/profile/load.ts';
import type {Profile} from '../subject/profile/profile.ts';
import {beyondBaseline} from '../subject/trust/trust.ts';
import {exec} from '../system/exec.ts';
import {cacheFolder} from '../system/folders.ts';
import {type CommandContext, demoProfile, home} from './context.ts';
import {hideInOutput, tell} from './streams.ts';
import {kubectlHere, programHere} from './tools-here.ts';

/** Which subject, and what its files may do. */
export interface SubjectOptions {
  readonly subject?: string;
  readonly root?: string;
  readonly remoteBases?: boolean;
  readonly yes?: boolean;
}

/** A subject as its files state it. */
export interface ReadSubject {
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
  /** What it asks for beyond what a stranger gets. */
  readonly beyond: readonly BeyondBaseline[];
  /** The version of Kubernetes whose fields it has; absent: no cluster told them yet, and none was checked. */
  readonly checkedAgainst?: string;
}

const reads = new WeakMap<object, Map<string, Promise<ReadSubject>>>();

/**
 * Reads and validates a subject whole, once for each command: a chart may make other secrets each time it is rendered.
 * `kubectl` is asked for one where there is a kustomization. Throws UsageError for the user's mistakes, and for what the
 * manifests refer to and nobody provides.
 */
export async function readHere(
  options: SubjectOptions,
  context: Pick<CommandContext, 'signal' | 'live'>,
  kubectl: (images: readonly string[]) => Promise<string> = async () => kubectlHere(context.signal),
): Promise<ReadSubject> {
  const known = reads.get(context) ?? new Map<string, Promise<ReadSubject>>();
  reads.set(context, known);
  const {subject, root, remoteBases = false} = options;
  const key = JSON.stringify([subject, root, remoteBases]);
  const reading = known.get(key) ?? read(options, context, kubectl);
  known.set(key, reading);
  return reading;
}

async function read(
  options: SubjectOptions,
  {signal, live}: Pick<CommandContext, 'signal' | 'live'>,
  kubectl: (images: readonly string[]) => Promise<string>,
): Promise<ReadSubject> {
  const subject = options.subject === undefined ? demoProfile : profileAt(options.subject);
  const inputs = await openInputs(subject, {root: options.root, home, signal});
  const profile = await loadProfile(subject, inputs);
  const manifests = await readSubject(profile, {
    exec,
    kubectl: async () => kubectl(profile.images),
    helm: programHere(helmPart, options, {signal, live}),
    inputs,
    signal,
    ...(options.remoteBases === true ? {remoteBases: {onFetch: (entry: string) => tell(`Fetching ${entry}\n`)}} : {}),
  });
  hideInOutput(secretsOf({manifests, profile}).text);
  const definitions = await keptDefinitions(cacheFolder());
  if (definitions !== undefined) refuseUnknownFields(manifests, definitions);
  refuseMissing(manifests, profile);
  refuseAbsent(manifests, profile);
  refuseTakenNames(
    manifests.map(({object}) => object),
    profile.stubs,
    profile.facts.profilePath,
  );
  return {
    profile,
    manifests,
    beyond: beyondBaseline(manifests),
    ...(definitions === undefined ? {} : {checkedAgainst: definitions.version}),
  };
}

/** A profile that was named, or the one in the folder that was. */
export function profileAt(path: string): string {
  try {
    return statSync(path, {throwIfNoEntry: false})?.isDirectory() === true ? join(path, 'seatrial.yaml') : path;
  } catch {
    // What is wrong with it is told when it is read.
    return path;
  }
}
