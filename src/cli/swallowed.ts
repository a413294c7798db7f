import {UsageError} from '../system/errors.ts';

/** Flags of ours that npm would take for its own when `--` is forgotten, and whether they have a value. */
const ours: Readonly<Record<string, boolean>> = {
  subject: true,
  scenarios: true,
  root: true,
  seed: true,
  patience: true,
  repeat: true,
  subjects: true,
  'remote-bases': false,
  keep: false,
  reuse: false,
  noise: false,
  quick: false,
  release: false,
  'until-replaced': false,
  accelerated: false,
  list: false,
  undo: false,
};

/**
 * `npm run scenario oom --subject x.yaml` gives the flag to npm, and the demo would be tested silently instead. npm
 * shows in its environment what it took (a value it leaves among the words); where that is one of our flags, refuse and
 * say how to write it.
 */
export function refuseSwallowedFlags(env: Readonly<Record<string, string | undefined>>, argv: readonly string[]): void {
  const event = env['npm_lifecycle_event'] ?? '';
  if (event === '') return;
  const isSaid = (flag: string): boolean => argv.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  const flag = Object.keys(ours).find((name) => (env[variableOf(name)] ?? '') !== '' && !isSaid(name));
  if (flag === undefined) return;
  const taken = env[variableOf(flag)] ?? '';
  const words = argv.slice(1);
  const value = ours[flag] !== true ? '' : taken === 'true' ? (words.pop() ?? '…') : taken;
  throw new UsageError('flag-swallowed', `npm took the flag --${flag} for itself, so seatrial never saw it`, {
    hint: `Put two dashes before the flags of seatrial: ${['npm run', event, ...words, '--', `--${flag}`, value].join(' ').trimEnd()}`,
  });
}

/** npm writes its configuration in the environment with underscores. */
function variableOf(flag: string): string {
  return `npm_config_${flag.replaceAll('-', '_')}`;
}
