/**
 * Whose something on the engine is. The ID stands as a label on our Docker networks and as the path of a mount on our
 * node containers (to which kind gives no labels of ours): what does not carry it is never removed, restarted or used.
 */
export interface Owner {
  /** 128 random bits in hex, made once for a state folder. */
  readonly id: string;
  /** The user's number, to tell people who it is. */
  readonly user: number;
  readonly machine: string;
}

/** Where the mount with the owner stands in a node container. */
export function ownerPath({id, user}: Pick<Owner, 'id' | 'user'>): string {
  return `${ownerFolder}${id}/${user}`;
}

/** Reads the owner back from the paths of a container's mounts; undefined when there is none. */
export function ownerIn(paths: readonly string[]): Pick<Owner, 'id' | 'user'> | undefined {
  const [, id, user] =
    paths.map((path) => /^\/seatrial\/owner\/([0-9a-f]{32})\/(\d{1,10})$/.exec(path)).find((match) => match !== null) ??
    [];
  return id === undefined ? undefined : {id, user: Number(user)};
}

const ownerFolder = '/seatrial/owner/';
