import {existsSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {Command} from 'commander';
import {readHistory} from '../../history/reader.ts';
import type {Finding} from '../../judge/finding.ts';
import {judge} from '../../judge/judge.ts';
import type {Trial} from '../../judge/trial.ts';
import {secretsOf} from '../../run/trial.ts';
import {helmPart} from '../../setup/parts/helm.ts';
import {pathsOf} from '../../subject/manifests/source.ts';
import {kubectlHere, programHere} from '../tools-here.ts';
import type {Outcome} from '../../subject/fixed/apply.ts';
import {isSecret} from '../../subject/fixed/folder.ts';
import {openInputs} from '../../subject/inputs/inputs.ts';
import {rootOf} from '../../subject/inputs/root.ts';
import type {Manifest} from '../../subject/manifests/manifest.ts';
import {readSubject} from '../../subject/manifests/manifests.ts';
import {loadProfile} from '../../subject/profile/load.ts';
import type {Profile} from '../../subject/profile/profile.ts';
import {commandLine, quoted} from '../../system/command-line.ts';
import {UsageError} from '../../system/errors.ts';
import {exec} from '../../system/exec.ts';
import {printable} from '../../text/printable.ts';
import {type CommandContext, home} from '../context.ts';
import {failsOf, findingName, wantedBy} from '../fixed/wanted.ts';
import {placeOf, writeFixed} from '../fixed/write-folder.ts';
import {named, type RunOptions} from '../prepare.ts';
import {profileAt} from '../read-subject.ts';
import {ofStored} from '../reports.ts';
import {hideInOutput, say, tell} from '../streams.ts';

interface FixOptions extends Pick<RunOptions, 'subject' | 'root' | 'remoteBases'> {
  readonly to?: string;
}

/**
 * `seatrial fix <folder>`: writes the subject of a failed trial with the fixes of its findings into a folder of its own,
 * which `seatrial run` can try.
 */
export function fixCommand({signal, setExit}: CommandContext): Command {
  return new Command('fix')
    .description(
      'Write the subject of a failed trial with its fixes into a new folder, as a kustomization; exits with 1 when no fix is known',
    )
    .argument('<folder>', 'the folder of a trial, such as reports/oom-shop-…')
    .option('--to <folder>', 'a new or empty folder (default: fixed/<trial>)', named)
    .option('--subject <profile>', "the subject's profile, when it is not where the trial found it")
    .option(
      '--root <folder>',
      'the folder that holds all files of the subject (default: the git work tree of the profile, else its folder)',
      named,
    )
    .option('--remote-bases', 'let kustomizations fetch remote bases; each one is printed first')
    .action(async (report: string, options: FixOptions) => {
      const history = await readHistory(report);
      const trial = ofStored(report, () => judge(history));
      const fails = failsOf(trial.findings);
      if (fails.length === 0) {
        say(`Nothing failed in ${printable(report)}: there is nothing to fix.\n`);
        return setExit(0);
      }
      if (fails.every(({fix}) => fix === undefined)) {
        say(`No fix is known, and nothing was written.\n${unknownText(fails)}`);
        return setExit(1);
      }
      const {profile, manifests} = await subjectOf(trial, options, signal);
      const folder = options.to ?? join('fixed', trial.id);
      const title = `The subject ${trial.subject} with the fixes of ${trial.id}, by seatrial fix`;
      const outcomes = await writeFixed({title, folder, profile, manifests, wanted: wantedBy(fails)});
      const isWritten = outcomes.some(({steps}) => steps.length > 0);
      say(
        [
          isWritten ? `Written to ${printable(folder)}:\n` : 'No fix can be made, and nothing was written.\n',
          ...outcomes.map(outcomeText),
          unknownText(fails.filter(({fix}) => fix === undefined)),
          ...(isWritten ? [secretText(manifests), await nextText(trial, folder, profile)] : []),
        ].join(''),
      );
      return setExit(isWritten ? 0 : 1);
    });
}

/** The subject as its owner's files state it now. Throws UsageError where it is not there, or is another one. */
async function subjectOf(
  {facts}: Trial,
  {subject, root, remoteBases}: FixOptions,
  signal: AbortSignal,
): Promise<{readonly profile: Profile; readonly manifests: readonly Manifest[]}> {
  const {name, profilePath} = facts.trial.subject;
  const path = subject === undefined ? resolve(profilePath) : profileAt(subject);
  if (subject === undefined && !existsSync(path))
    throw new UsageError('profile-missing', `The trial's profile, ${printable(profilePath)}, is not here`, {
      hint: 'Go to the folder where the trial was begun, or name the profile with --subject',
    });
  const inputs = await openInputs(path, {root, home, signal});
  const profile = await loadProfile(path, inputs);
  if (profile.facts.name !== name)
    throw new UsageError(
      'another-subject',
      `${printable(profile.facts.profilePath)}: expected the profile of ${printable(name)}, got that of ${printable(profile.facts.name)}`,
      {hint: 'Name the profile that the trial was run with, with --subject'},
    );
  const manifests = await readSubject(profile, {
    exec,
    kubectl: async () => kubectlHere(signal),
    helm: programHere(helmPart, {}, {signal, live: undefined}),
    inputs,
    signal,
    ...(remoteBases === true ? {remoteBases: {onFetch: (entry: string) => tell(`Fetching ${entry}\n`)}} : {}),
  });
  hideInOutput(secretsOf({manifests, profile}).text);
  return {profile, manifests};
}

function outcomeText({wanted, steps, left}: Outcome): string {
  const name = printable(wanted.name);
  return left === undefined
    ? `  ${name} (${steps.length === 1 ? '1 file' : `${steps.length} files`})\n`
    : `  ${name}: left out, ${left}\n`;
}

function unknownText(fails: readonly Finding[]): string {
  const lines = fails.map((finding) => `  ${printable(findingName(finding))}: ${printable(finding.sentence)}\n`);
  return lines.length === 0 ? '' : `Nobody knows what to change for:\n${lines.join('')}`;
}

function secretText(manifests: readonly Manifest[]): string {
  const places = manifests.flatMap((manifest) =>
    isSecret(manifest.object) ? [`${manifest.object.metadata.name} in ${placeOf(manifest)}`] : [],
  );
  return places.length === 0
    ? ''
    : `Secrets are not copied, a run reads them where they stand: ${printable(places.join('; '), 1000)}\n`;
}

/** What to type next: with a root where the folder alone does not reach the owner's files. */
async function nextText({scenario, facts}: Trial, folder: string, profile: Profile): Promise<string> {
  const scenarioFile = facts.trial.scenarioFile?.path;
  const root = await rootOf(join(folder, 'seatrial.yaml'), undefined, home);
  const read = [profile.path, ...[...profile.manifests, ...profile.provide, ...profile.secretsFrom].flatMap(pathsOf)];
  const isBelow = (path: string, below: string): boolean => !relative(below, path).startsWith('..');
  // npm runs a script in the folder of its package.
  const typed = (path: string): string => quoted(process.cwd() === home ? path : resolve(path));
  const words = [
    `run ${scenario} --subject ${typed(folder)}`,
    ...(scenarioFile === undefined ? [] : [`--scenarios ${typed(dirname(scenarioFile))}`]),
    ...(read.every((path) => isBelow(path, root))
      ? []
      : [`--root ${quoted(around([resolve(folder), ...read], isBelow))}`]),
  ];
  return `Whether it helps shows:\n  ${commandLine(words.join(' '))}\n`;
}

/** The nearest folder that all paths lie below. */
function around(paths: readonly string[], isBelow: (path: string, below: string) => boolean): string {
  let folder = dirname(paths[0] ?? '/');
  while (!paths.every((path) => isBelow(path, folder))) folder = dirname(folder);
  return folder;
}
