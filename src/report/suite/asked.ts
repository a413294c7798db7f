import type {Release} from '../../judge/suite/release.ts';

/** What a suite was asked, as a question: less than all scenarios is no question about a release. */
export function askedText({asked, subject}: Pick<Release, 'asked' | 'subject'>): string {
  switch (asked) {
    case 'release':
      return `is ${subject} ready for production?`;
    case 'quick':
      return `did the quick scenarios pass on ${subject}? No release`;
    case 'some':
      return `did the named scenarios pass on ${subject}? No release`;
  }
}
