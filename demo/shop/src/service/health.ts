/** What readiness knows: decided in the background, so that a probe never waits for a dependency. */
export interface Health {
  /** Why it cannot serve now, or undefined when it can. */
  readonly trouble: () => string | undefined;
  readonly stop: () => void;
}

export interface HealthOptions {
  /** Resolves when the real way to serve works; must bound its own time. */
  readonly probe: () => Promise<void>;
  /** While it is in trouble it asks four times as often, to be back soon. */
  readonly everyMs: number;
  /** Failures in a row until it is not ready; one success makes it ready again. */
  readonly failures: number;
  readonly now?: () => number;
}

/** Asks the probe again and again; not ready before the first success, nor when the asking itself has stopped. */
export function watchHealth({probe, everyMs, failures, now = () => performance.now()}: HealthOptions): Health {
  let failed = failures;
  let why = 'not asked yet';
  let asked = now();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const ask = async (): Promise<void> => {
    try {
      await probe();
      failed = 0;
    } catch (error) {
      failed += 1;
      why = error instanceof Error ? error.message : String(error);
    }
    asked = now();
    if (!stopped) timer = setTimeout(() => void ask(), failed >= failures ? everyMs / 4 : everyMs);
  };
  void ask();

  return {
    trouble: () => {
      if (failed >= failures) return why;
      return now() - asked > 10 * everyMs ? 'the health watch has stopped' : undefined;
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
