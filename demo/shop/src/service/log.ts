type Fields = Readonly<Record<string, unknown>>;

/** One JSON line on stdout; requests are counted in metrics and never logged one by one. */
export const log = {
  info: (message: string, fields: Fields = {}): void => line('info', message, fields),
  warn: (message: string, fields: Fields = {}): void => line('warn', message, fields),
  error: (message: string, fields: Fields = {}): void => line('error', message, fields),
};

/** Logs at most one of its kind per second, with the number of those it swallowed. */
export function throttled(
  write: (message: string, fields?: Fields) => void,
  now: () => number = Date.now,
): (message: string, fields?: Fields) => void {
  let last = -Infinity;
  let swallowed = 0;
  return (message, fields = {}) => {
    if (now() - last < 1000) {
      swallowed += 1;
      return;
    }
    write(message, {...fields, swallowed});
    last = now();
    swallowed = 0;
  };
}

function line(level: string, message: string, fields: Fields): void {
  process.stdout.write(`${JSON.stringify({time: new Date().toISOString(), level, message, ...fields})}\n`);
}
