import {dirname, join} from 'node:path';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {attachCluster} from '../../../src/cluster/kind/attach.ts';
import {createCluster} from '../../../src/cluster/kind/create.ts';
import {deleteCluster} from '../../../src/cluster/kind/delete.ts';
import {proveNetwork} from '../../../src/cluster/kind/ready.ts';
import {kubeconfigOf, openJournal} from '../../../src/run/cleanup/journal.ts';
import {readOwner} from '../../../src/run/cleanup/owner.ts';
import {findTools} from '../../../src/setup/find-tools.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {messageOf} from '../../../src/system/errors.ts';
import {exec} from '../../../src/system/exec.ts';
import {stateFolder} from '../../../src/system/folders.ts';
import {openStream} from '../../../src/system/stream.ts';

const effects = {exec, openStream};
/** Whose the clusters of these tests are. */
export const owner = readOwner(stateFolder());
let given: Promise<{readonly cluster: Cluster; readonly giveBack: () => Promise<void>}> | undefined;

/**
 * The cluster of this test file: one of its own, or the one that $SEATRIAL_TEST_CLUSTER names, made when it is not
 * there or broken, and left.
 */
export async function testCluster(): Promise<Cluster> {
  const shared = process.env['SEATRIAL_TEST_CLUSTER'];
  given ??= shared === undefined ? make(`seatrial-test-${process.pid}`) : share(shared);
  return (await given).cluster;
}

/** Deletes what `testCluster` made for this file alone. For `test.after.always`. */
export async function giveBack(): Promise<void> {
  await (await given)?.giveBack();
}

async function make(name: string) {
  const kubeconfig = kubeconfigOf(name, stateFolder());
  // In the journal like any run's: a test that is killed leaves nothing that `seatrial clean` would not find, or take
  // too early.
  const journal = openJournal(stateFolder(), name, name);
  const undo = journal.add({what: 'cluster', kind: 'cluster', mark: {name}});
  const giveBackMade = async () => {
    await deleteCluster(name, {exec, kubeconfig, owner, clock});
    journal.done(undo);
    journal.close();
  };
  try {
    const tools = await findTools({exec, clock});
    const cluster = await createCluster({
      name,
      kubeconfig,
      log: join(dirname(kubeconfig), 'kind.log'),
      owner,
      tools,
      effects,
      clock,
      onProgress: report,
    });
    await proveNetwork(cluster, {clock});
    /** It stays for other files, and is nobody's from here on: who ends the tests' state finds it. */
    const leave = async () => {
      journal.done(undo);
      journal.close();
      return Promise.resolve();
    };
    return {cluster, giveBack: giveBackMade, leave};
  } catch (error) {
    await giveBackMade();
    throw error;
  }
}

async function share(name: string) {
  const giveBackShared = async () => Promise.resolve();
  const kubeconfig = kubeconfigOf(name, stateFolder());
  try {
    const {nodeImage} = await findTools({exec, clock});
    return {
      cluster: await attachCluster({name, kubeconfig, owner, nodeImage, effects, clock, onProgress: report}),
      giveBack: giveBackShared,
    };
  } catch (error) {
    report(messageOf(error));
    await deleteCluster(name, {exec, kubeconfig, owner, clock});
    const {cluster, leave} = await make(name);
    await leave();
    return {cluster, giveBack: giveBackShared};
  }
}

function report(text: string): void {
  process.stderr.write(`test cluster: ${text}\n`);
}
