/** Lets callers that ask for the same key at the same time share one answer, so that an expired entry is fetched once and not by everybody. */
export function shared<Key, Value>(fetch: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const running = new Map<Key, Promise<Value>>();
  return (key) => {
    const already = running.get(key);
    if (already) return already;
    const fetching = fetch(key).finally(() => running.delete(key));
    running.set(key, fetching);
    return fetching;
  };
}
