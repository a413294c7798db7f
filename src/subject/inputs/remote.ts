import {lstat} from 'node:fs/promises';
import {resolve} from 'node:path';

/**
 * Whether kubectl would fetch what a kustomization names, and not read it: a URL, or one of the short forms of git
 * repositories. It looks at the text first, so that a folder that is really called `github.com` does not help. A host
 * without a scheme counts where no such file is.
 */
export async function remoteIn(text: string, folder: string): Promise<boolean> {
  const word = text.trim();
  // A colon in the first part: a scheme, `git::`, `gh:`, or `host:path` as ssh has it.
  if (/:\/\/|^[^/]*:|^[^/@]+@[^/@]+[:/]/.test(word)) return true;
  if (/[?&](ref|version|submodules|timeout)=/i.test(word)) return true;
  if (/^(www\.)?(github|gitlab)\.com(\/|$)|^bitbucket\.org\/|\/_git\//i.test(word)) return true;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+\/./i.test(word)) return false;
  return (await lstat(resolve(folder, word)).catch(() => undefined)) === undefined;
}
