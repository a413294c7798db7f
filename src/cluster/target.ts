/** One thing a fault acts on or an inspection asks about, by identity; chosen once, when its step begins. */
export interface Target {
  readonly kind: 'pod' | 'container' | 'node';
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly node: string;
  readonly container?: string;
  readonly containerId?: string;
}
