import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../../src/setup/bench.ts';
import {inputsKey} from '../../src/setup/sources/inputs.ts';
import {pins} from '../../src/setup/sources/pins.ts';
import {bootId} from '../../src/system/this-machine.ts';
import {type Answer, benchWith, scripted} from './bench.ts';

/** A package folder with a sentinel and one demo image, and a cache with kind and kubectl. */
export async function machine(answers: (command: string) => Answer | undefined): Promise<Bench> {
  const bench = benchWith({});
  const write = (folder: string, file: string): void => {
    mkdirSync(join(folder, file, '..'), {recursive: true});
    writeFileSync(join(folder, file), 'FROM scratch\n');
  };
  write(bench.home, 'node-image/sentinel/Dockerfile');
  write(bench.home, 'demo/shop/images/app/Dockerfile');
  write(bench.cache, `kind-${pins.kind.version}/kind`);
  write(bench.cache, `kubectl-${pins.kubernetes.pulled.version}/kubectl`);
  const sentinel = await inputsKey(join(bench.home, 'node-image/sentinel'), ['Dockerfile']);
  // Found to be on this machine by an earlier command.
  write(bench.state, 'engine.json');
  writeFileSync(join(bench.state, 'engine.json'), JSON.stringify({engine: 'e1', boot: bootId()}));
  const {exec} = scripted(
    (command) =>
      answers(command) ??
      (command === 'docker info --format {{json .}}' ? {stdout: '{"ID":"e1"}'} : undefined) ??
      (command.startsWith('docker info')
        ? {stdout: '28.2.2 2'}
        : command.includes('seatrial.inputs')
          ? {stdout: sentinel}
          : undefined),
  );
  return {...bench, exec};
}
