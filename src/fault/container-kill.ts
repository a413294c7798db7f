/** What the API says of the victim's container; `ended` is the latest ending it tells, whichever container it was. */
export type ContainerKillReading = {
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  /** The container that is killed; a restarted one has another ID. */
  readonly containerId: string;
  readonly restartCount: number;
  readonly ended: {readonly containerId: string; readonly exitCode: number; readonly reason: string; readonly finishedAt: string} | null;
};
