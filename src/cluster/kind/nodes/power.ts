import type {Exec} from '../../../system/exec.ts';
import type {NodeLook, NodePower} from '../../cluster.ts';
import {kindLabel} from '../../labels.ts';
import type {Container} from '../docker-answers.ts';
import * as docker from '../docker.ts';
import {parseCidr} from '../subnets.ts';

/** The switches of the nodes of one cluster, whose Docker network has the cluster's name. */
export function nodePower(exec: Exec, cluster: string): NodePower {
  const lookAt = ({name, id, state, addresses}: Container): NodeLook => {
    return {node: name, id, state, address: addresses.get(cluster) ?? ''};
  };
  return {
    async look(nodes) {
      return (await docker.inspectContainers(exec, nodes)).map(lookAt);
    },
    async survey() {
      const all = await docker.containers(exec, [`label=${kindLabel}=${cluster}`]);
      const ids = all.map(({id}) => id);
      return (await docker.inspectContainers(exec, ids)).map((it) => {
        return {...lookAt(it), limits: it.limits, networks: [...it.addresses.keys()]};
      });
    },
    async kill(nodes) {
      await docker.kill(exec, nodes);
    },
    async start(nodes) {
      const down = await docker.containers(exec, [`label=${kindLabel}=${cluster}`, 'status=exited']);
      // The engine gives a starting node the lowest free address, which may be that of another one that stays down.
      const isUncertain = down.some(({name}) => !nodes.some(({node}) => node === name));
      for (const {node, address} of nodes.toSorted((one, other) => order(one.address) - order(other.address))) {
        // Also where an earlier try was cut off between its two halves.
        if (isUncertain && address !== '') await docker.pinAddress(exec, {network: cluster, container: node, address});
        await docker.start(exec, node);
      }
    },
    async pause(nodes) {
      await docker.pause(exec, nodes);
    },
    async unpause(node) {
      await docker.unpause(exec, node);
    },
  };
}

function order(address: string): number {
  return parseCidr(address)?.first ?? 0;
}
