/** Names of the files of a history in a trial's folder. */
export const files = {
  history: 'history.jsonl',
  requests: 'requests.csv',
  added: 'added.csv',
  samples: 'samples.csv',
  /** The subject's objects as they were read or rendered, without secrets. */
  manifests: 'manifests.yaml',
} as const;
