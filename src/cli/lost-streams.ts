import {HarnessError} from '../system/errors.ts';

/**
 * Keeps a stream that cannot be written any more (a full device, a terminal that is gone) from ending the process: its
 * first error is told to `lose`, later ones are dropped. A reader that goes away (`| head`) is no error: the run goes
 * on, and its report is on disk.
 */
export function lostStreams(streams: readonly NodeJS.WriteStream[], lose: (error: Error) => void): void {
  for (const stream of streams) {
    let isLost = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (isLost || error.code === 'EPIPE') return;
      isLost = true;
      const name = stream === process.stdout ? 'stdout' : 'stderr';
      lose(
        new HarnessError('output-lost', `${name} cannot be written: ${error.message}`, {
          cause: error,
          hint: 'The reports are in the folder of the trial; give the output a place that takes it',
        }),
      );
    });
  }
}

/** Waits until everything written so far has reached the streams, or is known to be lost. */
export async function flushed(streams: readonly NodeJS.WriteStream[]): Promise<void> {
  await Promise.all(
    streams.map(async (stream) => {
      // The error itself is told by its event, which comes with or before this.
      await new Promise<void>((resolve) => void stream.write('', () => setImmediate(resolve)));
    }),
  );
}
