import {NotExercisedError} from '../not-exercised.ts';

const mebibyte = 1024 * 1024;
/** Free memory under /run that a container with a limit may need beyond it, for what the kernel reclaims meanwhile. */
const overshootBytes = 16 * mebibyte;
/** A container without a limit is filled to this many times its request, within the two bounds below. */
const requestFactor = 8;
const leastBytes = 256 * mebibyte;
const mostBytes = 1024 * mebibyte;

/**
 * The most that the harness adds to a container's memory, in bytes.
 * Throws NotExercisedError when the push would endanger the machine: more than a quarter of its available memory.
 */
export function fillBytes(
  limitBytes: number | null,
  requestBytes: number,
  usageBytes: number,
  machine: {readonly availableBytes: number; readonly runFreeBytes: number},
): number {
  const mayTake = Math.floor(Math.min(machine.availableBytes / 4, machine.runFreeBytes));
  if (limitBytes !== null) {
    // What the container holds comes and goes with its requests, so the whole limit may be needed; beyond it the kernel
    // lets nothing.
    if (!(limitBytes + overshootBytes <= mayTake))
      throw tooLarge(`its limit is ${inMebibytes(limitBytes)} MiB`, mayTake);
    return limitBytes + overshootBytes;
  }
  const wanted = Math.min(mostBytes, Math.max(leastBytes, requestFactor * requestBytes));
  const needed = 2 * Math.max(requestBytes, usageBytes) + overshootBytes;
  const bytes = Math.min(mayTake, Math.max(wanted, needed));
  if (!(bytes >= needed))
    throw tooLarge(`it has no limit, and twice its request is ${inMebibytes(needed)} MiB`, mayTake);
  return bytes;
}

function tooLarge(why: string, mayTake: number): NotExercisedError {
  return new NotExercisedError(
    `The container's memory cannot be exhausted safely here: ${why}, and a fault may take ${inMebibytes(mayTake)} MiB of this machine`,
    'Give the machine that runs the nodes more memory (a quarter of what is available may be used), or lower the limit on this cluster',
  );
}

function inMebibytes(bytes: number): string {
  return (bytes / mebibyte).toFixed(0);
}
