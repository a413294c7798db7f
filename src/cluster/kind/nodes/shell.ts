import type {ClusterEffects, NodeShell} from '../../cluster.ts';
import {processTag} from '../../labels.ts';
import {checkTag, endTagged} from '../../tagged-processes.ts';
import * as docker from '../docker.ts';

/** Bound of a call into a node that names none. */
const defaultTimeoutMs = 60_000;

/** The whole script is read before it starts, so that no command in it can eat the rest from stdin. */
const readThenRun = ['bash', '-c', 'eval "$(cat)"', 'seatrial'];

/** A shell into the node containers, over `docker exec`; calls without a bound of their own get 60 s. */
export function nodeShell({exec, openStream}: ClusterEffects): NodeShell {
  const run: NodeShell['run'] = (node, argv, options = {}) =>
    exec(docker.inside(node, argv), {timeoutMs: defaultTimeoutMs, ...options});
  const script: NodeShell['script'] = (node, text, args = [], options = {}) =>
    run(node, [...readThenRun, ...args], {...options, input: text});
  return {
    run,
    script,
    stream(node, tag, text, onLine) {
      checkTag(tag);
      const argv = docker.inside(node, readThenRun, {[processTag]: tag});
      const stream = openStream(argv, onLine, {input: text});
      return {
        done: stream.done.then(() => undefined),
        async [Symbol.asyncDispose]() {
          // The processes in the node outlive the client: they go first. A stopped or paused node has none that run.
          await script(node, endTagged, [tag], {allowFailure: true, timeoutMs: 10_000});
          await stream[Symbol.asyncDispose]();
        },
      };
    },
  };
}
