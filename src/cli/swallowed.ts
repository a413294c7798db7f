import {UsageError} from '../system/errors.ts';

/** Flags of ours that npm would take for its own when `--` is forgotten. */
const ours = ['subject', 'keep', 'reuse', 'seed', 'noise', 'repeat', 'list', 'reports'] as const;

/**
 * `npm run scenario oom --subject x.yaml` gives the flag to npm, and the demo would be tested silently instead.
 * npm shows in its environment what it took; where that is one of our flags, refuse and say how to write it.
 */
export function refuseSwallowedFlags(env: Readonly<Record<string, string | undefined>>, argv: readonly string[]): void {
  const event = env['npm_lifecycle_event'];
  if (event === undefined) return;
  const taken = ours.filter(
    (flag) => env[`npm_config_${flag}`] !== undefined && !argv.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`)),
  );
  const [flag] = taken;
  if (flag === undefined) return;
  const value = env[`npm_config_${flag}`];
  const written = value === 'true' || value === '' ? `--${flag}` : `--${flag} ${value}`;
  throw new UsageError('flag-swallowed', `npm took the flag --${flag} for itself, so seatrial never saw it`, {
    hint: `Put two dashes before the flags of seatrial: npm run ${event} ${argv.slice(1).join(' ')} -- ${written}`.replace(/ {2,}/g, ' '),
  });
}
