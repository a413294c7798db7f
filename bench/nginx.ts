import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {HarnessError} from '../src/system/errors.ts';
import {exec} from '../src/system/exec.ts';

/** A local nginx on core 1 that answers every request with a small body. */
export interface Nginx extends AsyncDisposable {
  /**
   * Its address for the next measurement: another of 127.0.0.0/8 each time, since a client that closes first leaves its
   * ports in TIME-WAIT towards the old one for a minute, and there are only 28,000.
   */
  nextUrl(): string;
}

const addresses = Array.from({length: 60}, (_, index) => `127.0.0.${index + 1}`);

/**
 * Starts Debian's nginx (package nginx-light) on a free port of 127.0.0.1. HarnessError when it does not listen within
 * 5 s.
 */
export async function startNginx(): Promise<Nginx> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'bench-nginx-'));
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
  const stop = new AbortController();
  const running = exec(
    ['taskset', '-c', '1', '/usr/sbin/nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'],
    {
      signal: stop.signal,
    },
  );
  let used = 0;
  const nginx = {
    nextUrl() {
      used += 1;
      return `http://${addresses[used % addresses.length]}:${port}/`;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.allSettled([running]);
      await rm(folder, {recursive: true, force: true});
    },
  };
  running.catch(() => {});
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await isListening(port)) return nginx;
    await delay(50);
  }
  await nginx[Symbol.asyncDispose]();
  throw new HarnessError('no-nginx', `nginx did not listen on port ${port} within 5 s`, {
    hint: 'Install it: apt-get install nginx-light',
  });
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const listen = addresses.map((address) => `listen ${address}:${port} backlog=4096;`);
  return `daemon off; master_process off; pid ${folder}/pid;
events {worker_connections 16384;}
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 60s; ${temporary.join(' ')}
  server {${listen.join(' ')} location / {default_type text/plain; return 200 "hello\\n";}}
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
