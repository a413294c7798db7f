import {createInterface} from 'node:readline';
import {holdCluster} from '../../../src/run/cleanup/lock.ts';
import {openJournal} from '../../../src/run/cleanup/journal.ts';
import {messageOf} from '../../../src/system/errors.ts';

/** A process that is told what to do by lines: arguments STATE CLUSTER RUN. */
const [state = '', cluster = '', run = ''] = process.argv.slice(2);
let lock: ReturnType<typeof holdCluster> | undefined;
const orders: Readonly<Record<string, () => void>> = {
  hold: () => (lock = holdCluster(state, cluster, run)),
  journal: () => void openJournal(state, run, cluster).add({what: 'cluster', kind: 'cluster', mark: {name: cluster}}),
  release: () => lock?.release(),
};
process.stdout.write('there\n');
for await (const line of createInterface(process.stdin)) {
  try {
    orders[line]?.();
    process.stdout.write('done\n');
  } catch (error) {
    process.stdout.write(`${messageOf(error)}\n`);
  }
}
