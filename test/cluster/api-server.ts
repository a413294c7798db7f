import {once} from 'node:events';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';

/** What a stand-in for the API server does with one request; the body is its text. */
export type Handler = (
  request: {
    readonly method: string;
    readonly url: URL;
    readonly body: string;
    readonly headers: IncomingMessage['headers'];
  },
  response: ServerResponse,
) => void;

/** A stand-in for the API server on 127.0.0.1, with a kubeconfig that leads to it. */
export interface ApiServer extends AsyncDisposable {
  readonly kubeconfig: string;
}

const discovery = {
  resources: [
    {name: 'pods', kind: 'Pod', namespaced: true},
    {name: 'pods/eviction', kind: 'Eviction', namespaced: true},
    {name: 'nodes', kind: 'Node', namespaced: false},
  ],
};

/** Starts the stand-in; it answers discovery itself. */
export async function startApiServer(handle: Handler): Promise<ApiServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const body = await text(request);
      if (url.pathname === '/api/v1') json(response, 200, discovery);
      else handle({method: request.method ?? '', url, body, headers: request.headers}, response);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const kubeconfig = join(await mkdtemp(join(tmpdir(), 'seatrial-test-')), 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    contexts: [{name: 'c', context: {cluster: 'c', user: 'u'}}],
    clusters: [
      {
        name: 'c',
        cluster: {
          server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          'insecure-skip-tls-verify': true,
        },
      },
    ],
    users: [{name: 'u', user: {}}],
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  return {
    kubeconfig,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, {'content-type': 'application/json'}).end(JSON.stringify(body));
}
