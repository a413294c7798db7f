import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {type Expected, isExpected} from '../../../src/judge/suite/detection.ts';
import {found} from '../../judge/expect.ts';

/** Whether a check finds in some objects, as deployed, what it must find in a mutant. */
export function expectedIn(objects: readonly KubeObject[], expected: Expected): boolean {
  return found(expected.check as Parameters<typeof found>[0], {deploy: {objects}}).some((finding) =>
    isExpected(finding, expected),
  );
}
