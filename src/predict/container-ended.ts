import type {Interval} from '../judge/predicted/interval.ts';

/** How long after a container's processes died the API knows: the kubelet lists containers once a second, and tells at once. */
export const containerEnded: Interval = [0, 1500];
