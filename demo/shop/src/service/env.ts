/** A required text from the environment. Throws when it is not set. */
export function text(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: give it a value in the container's env`);
  return value;
}

/** A whole number from the environment, or the fallback when it is not set. Throws on anything else. */
export function whole(name: string, fallback: number): number {
  const value = process.env[name];
  if (value === undefined || value === '') return fallback;
  if (!/^\d+$/.test(value)) throw new Error(`${name} is "${value}": it must be a whole number`);
  return Number(value);
}
