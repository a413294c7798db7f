/** A text as a name that Kubernetes takes: lower-case letters, digits and dashes, at most so many; `otherwise` where none is left. */
export function dnsLabel(text: string, most: number, otherwise: string): string {
  const label = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, most);
  return label === '' ? otherwise : label;
}
