/** Something that a way of set-up would do, as data: told before anybody agrees, and made only then. */
export type Change =
  /** A file outside the cache and the state. */
  | {readonly kind: 'file'; readonly path: string; readonly what: string}
  /** Packages of the system, with what they need. */
  | {readonly kind: 'packages'; readonly names: readonly string[]; readonly suite: string}
  | {readonly kind: 'engine'; readonly what: string}
  | {readonly kind: 'sysctl'; readonly name: string; readonly from: string; readonly to: string}
  /** `from` in words; `about` a size in words, where it is known. */
  | {readonly kind: 'download'; readonly what: string; readonly from: string; readonly about?: string}
  /** An image in the engine. */
  | {readonly kind: 'image'; readonly tag: string; readonly how: 'pull' | 'build'}
  /** Something in our own cache folder. */
  | {readonly kind: 'cache'; readonly what: string};

/** Whether a change is one of the machine itself, beside our own folder and the images in the engine. */
export function changesMachine({kind}: Change): boolean {
  return kind === 'file' || kind === 'packages' || kind === 'engine' || kind === 'sysctl';
}

/** A change as one line, for people. */
export function changeLine(change: Change): string {
  switch (change.kind) {
    case 'file':
      return `write ${change.path} (${change.what})`;
    case 'packages':
      return `install the packages ${change.names.join(', ')} from ${change.suite}, with what they need`;
    case 'engine':
      return change.what;
    case 'sysctl':
      return `raise ${change.name} from ${change.from} to ${change.to}`;
    case 'download':
      return `${change.what} from ${change.from}${change.about === undefined ? '' : `, about ${change.about}`}`;
    case 'image':
      return change.tag;
    case 'cache':
      return change.what;
  }
}
