import {HarnessError} from '../../../system/errors.ts';
import type {Exec} from '../../../system/exec.ts';
import type {NodeLook, NodePower} from '../../cluster.ts';
import {kindLabel} from '../../labels.ts';
import {parseCidr} from '../subnets.ts';

const boundMs = 30_000;

/** The switches of the nodes of one cluster, whose Docker network has the cluster's name. */
export function nodePower(exec: Exec, cluster: string): NodePower {
  const docker = async (...argv: readonly string[]) => (await exec(['docker', ...argv], {timeoutMs: boundMs})).stdout;
  const inspect = async (format: string, ...nodes: readonly string[]) =>
    docker('inspect', '--type', 'container', '--format', format, ...nodes);

  /** Keeps an address for a node that is down, also where an earlier try was cut off between its two halves. */
  const pin = async (node: string, address: string) => {
    const networks = await inspect('{{range $name, $_ := .NetworkSettings.Networks}}{{println $name}}{{end}}', node);
    if (networks.split('\n').includes(cluster)) await docker('network', 'disconnect', cluster, node);
    await docker('network', 'connect', '--ip', address, cluster, node);
  };

  return {
    async look(nodes) {
      if (nodes.length === 0) return [];
      const address = `{{with index .NetworkSettings.Networks "${cluster}"}}{{.IPAddress}}{{end}}`;
      return parseLooks(await inspect(`{{.Name}} {{.Id}} {{.State.Status}} ${address}`, ...nodes));
    },
    async kill(nodes) {
      await docker('kill', ...nodes);
    },
    async start(nodes) {
      const argv = [
        'ps',
        '-a',
        '--filter',
        `label=${kindLabel}=${cluster}`,
        '--filter',
        'status=exited',
        '--format',
        '{{.Names}}',
      ];
      const down = (await docker(...argv)).split('\n').filter(Boolean);
      // The engine gives a starting node the lowest free address, which may be that of another one that stays down.
      const isUncertain = down.some((name) => !nodes.some(({node}) => node === name));
      for (const {node, address} of nodes.toSorted((one, other) => order(one.address) - order(other.address))) {
        if (isUncertain && address !== '') await pin(node, address);
        await docker('start', node);
      }
    },
    async pause(nodes) {
      await docker('pause', ...nodes);
    },
    async unpause(node) {
      await docker('unpause', node);
    },
  };
}

/** The lines of one `docker inspect` for a look. Throws HarnessError for a line that is none. */
export function parseLooks(text: string): readonly NodeLook[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', id = '', state = '', address = ''] = line.split(' ');
    if (!name.startsWith('/') || id === '' || state === '')
      throw new HarnessError('docker-inspect', `docker inspect said of a node: ${line}`);
    return {node: name.slice(1), id, state, address};
  });
}

function order(address: string): number {
  return parseCidr(address)?.first ?? 0;
}
