/**
 * Files whose tests open sockets or start processes: beside sums in the same thread their times would be those of the
 * sums.
 */
export const alone: readonly string[] = [
  'test/demo/**/*.test.ts',
  'test/load/**/*.test.ts',
  'test/fault/*/*-scripts.test.ts',
  'test/residue/*-script.test.ts',
  'test/observe/*-script.test.ts',
  'test/observe/sentinel-thread.test.ts',
  'test/subject/inputs/{inputs,kustomization,linear}.test.ts',
  'test/subject/fixed/kustomize.test.ts',
  'test/subject/manifests/rendered.test.ts',
  'test/setup/undo/engine.test.ts',
  'test/run/cleanup/lock.test.ts',
  'test/run/prepared.test.ts',
  // It has timers of its own in the place of the process's.
  'test/run/live-notes.test.ts',
  'test/cli/shared-folder.test.ts',
  // These open nothing: each takes a second and more, for every check is asked on every history.
  'test/judge/{mutilated,allow-list}.test.ts',
  'test/history/secrets/secrets.test.ts',
  'test/history/upgrade/upgrade.test.ts',
  'test/report/{html,renderers}.test.ts',
  'test/cluster/**/{api,guard-script,host-guard-script,script,watch}.test.ts',
];
