import {randomBytes} from 'node:crypto';
import {linkSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {HarnessError} from '../../system/errors.ts';
import {readOwnFile} from '../../system/own-file.ts';
import {machineId} from '../../system/this-machine.ts';
import type {Owner} from '../../cluster/clusters.ts';

/**
 * The owner of a state folder: `owner.json` in it, made at the first call, by exactly one of several processes. Throws
 * HarnessError when it cannot be read.
 */
export function readOwner(state: string): Owner {
  const path = join(state, 'owner.json');
  return read(path) ?? make(state, path);
}

function read(path: string): Owner | undefined {
  let text: string;
  try {
    text = readOwnFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    const {id, user, machine} = JSON.parse(text) as Partial<Owner>;
    if (id !== undefined && /^[0-9a-f]{32}$/.test(id) && Number.isSafeInteger(user) && typeof machine === 'string')
      return {id, user: user ?? 0, machine};
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path);
}

function make(state: string, path: string): Owner {
  const owner: Owner = {id: randomBytes(16).toString('hex'), user: process.getuid?.() ?? 0, machine: machineId()};
  mkdirSync(state, {recursive: true, mode: 0o700});
  const whole = join(state, `.owner-${owner.id}`);
  writeFileSync(whole, `${JSON.stringify(owner)}\n`, {mode: 0o600, flag: 'wx', flush: true});
  try {
    linkSync(whole, path);
    return owner;
  } catch (error) {
    // Another process made it meanwhile.
    const there = read(path);
    if (there === undefined) throw error;
    return there;
  } finally {
    rmSync(whole, {force: true});
  }
}

function unreadable(path: string, cause?: unknown): HarnessError {
  return new HarnessError('owner-unreadable', `The owner of this state folder cannot be read from ${path}`, {
    hint: 'Put the file back as it was. Without it, remove the file: what is on the engine then counts as somebody else’s and is left alone.',
    cause,
  });
}
