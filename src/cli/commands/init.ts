import {Command} from 'commander';
import {existsSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {benchHere} from '../../setup/bench.ts';
import {helmPart} from '../../setup/parts/helm.ts';
import {pathOf} from '../../setup/sources/debian.ts';
import {composed, isCompose} from '../../subject/init/compose.ts';
import {draftOf} from '../../subject/init/draft.ts';
import {type OpenApi, openApiNames, openApiOf} from '../../subject/init/open-api.ts';
import {relativeTo, sourcesIn} from '../../subject/init/sources.ts';
import {profileText} from '../../subject/init/text.ts';
import {InputError, type Inputs, inputBounds, openInputs, shown} from '../../subject/inputs/inputs.ts';
import {readManifests} from '../../subject/manifests/manifests.ts';
import {pathsOf} from '../../subject/manifests/source.ts';
import {systemClock} from '../../system/clock.ts';
import {commandLine} from '../../system/command-line.ts';
import {exec} from '../../system/exec.ts';
import {writeWhole} from '../../system/whole-file.ts';
import {dnsLabel} from '../../text/dns-label.ts';
import {several} from '../../text/units.ts';
import {type CommandContext, home} from '../context.ts';
import {named, yesOption} from '../prepare.ts';
import {say, tell} from '../streams.ts';
import {kubectlHere, programHere} from '../tools-here.ts';

interface InitOptions {
  readonly force?: boolean;
  readonly root?: string;
  readonly remoteBases?: boolean;
  readonly yes?: boolean;
}

const profileName = 'seatrial.yaml';

/** `seatrial init [path…]`: reads manifests and writes the profile that they allow, with what only the owner knows left open. */
export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .description(
      'Read manifests, a kustomization, a chart or a compose file, and write a seatrial.yaml for it; no cluster is needed',
    )
    .argument(
      '[path...]',
      'files, folders, kustomizations, charts, or a compose file for kompose (default: what is here, or in k8s, deploy, chart …)',
    )
    .option('--force', 'write a new profile over the one that is there; else your values and comments stay')
    .option(
      '--root <folder>',
      'the folder that holds all files of the subject (default: the git work tree, else this folder)',
      named,
    )
    .option('--remote-bases', 'let kustomizations fetch remote bases; each one is printed first')
    .option(...yesOption)
    .action(async (paths: readonly string[], options: InitOptions) => {
      const {signal} = context;
      const folder = process.cwd();
      const target = join(folder, profileName);
      const inputs = await openInputs(target, {root: options.root, home, signal});
      const read: string[] = [];
      for (const path of paths.map((one) => resolve(one))) {
        if (!isCompose(path)) read.push(path);
        else {
          const kompose = await pathOf(benchHere({exec, clock: systemClock, signal}), 'kompose');
          read.push(await composed(path, folder, {exec, kompose, inputs, force: options.force === true}));
        }
      }
      const sources = await sourcesIn(read, folder, inputs);
      const manifests = await readManifests(sources, {
        exec,
        kubectl: async () => kubectlHere(signal),
        helm: programHere(helmPart, options, context),
        inputs,
        signal,
        ...(options.remoteBases === true
          ? {remoteBases: {onFetch: (entry: string) => tell(`Fetching ${entry}\n`)}}
          : {}),
      });
      const lines = draftOf({
        name: dnsLabel(basename(folder), 63, 'service'),
        sources: sources.map((source) => relativeTo(folder, source)),
        manifests,
        openApi: await openApiNear([folder, ...sources.flatMap(pathsOf).map((path) => dirname(path))], inputs),
      });
      const before =
        options.force !== true && existsSync(target)
          ? {text: await inputs.text(target, inputBounds.profileBytes), file: shown(target)}
          : undefined;
      const {text, open, kept} = profileText(lines, before);
      await writeWhole(target, text);
      say(
        [
          `Wrote ${shown(target)} from ${several(manifests.length, 'object')}${before === undefined ? '' : `; ${several(kept, 'value')} of yours stayed`}.`,
          ...(open.length === 0
            ? []
            : [`Only you know ${several(open.length, 'value')}; search for TODO:`, ...open.map((path) => `  ${path}`)]),
          `Then, without a cluster:\n  ${commandLine('plan --offline --subject seatrial.yaml')}`,
          '',
        ].join('\n'),
      );
    });
}

/** The first OpenAPI document in some folders. */
async function openApiNear(folders: readonly string[], inputs: Inputs): Promise<OpenApi | undefined> {
  for (const folder of new Set(folders)) {
    for (const name of openApiNames) {
      const file = join(folder, name);
      const text = existsSync(file) ? await inputs.text(file).catch(unread) : undefined;
      const found = text === undefined ? undefined : openApiOf(text, shown(file));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function unread(error: unknown): undefined {
  if (error instanceof InputError) return undefined;
  throw error;
}
