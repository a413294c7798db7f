/** One source of packages as apt has it configured. */
export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy: string | undefined;
}

/** Reads a `.sources` file (deb822). Sources that are switched off or give no binary packages are left out. */
export function parseSources(text: string): readonly AptSource[] {
  return text.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const fields = fieldsOf(paragraph);
    const words = (name: string): readonly string[] =>
      (fields.get(name) ?? '').split(/\s+/).filter((word) => word !== '');
    if (/^(no|false|0|off)$/i.test(fields.get('enabled') ?? '') || !words('types').includes('deb')) return [];
    return words('uris').map((uri) => ({
      uri,
      suites: words('suites'),
      components: words('components'),
      signedBy: fields.get('signed-by'),
    }));
  });
}

/** Reads a `.list` file: one source in a line, with options in brackets. */
export function parseList(text: string): readonly AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    return [
      {
        uri,
        suites: [suite],
        components: components.split(/\s+/).filter((word) => word !== ''),
        signedBy: /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1],
      },
    ];
  });
}

/**
 * The machine's own mirror of its release: the first source that has the release's main suite itself, not its updates
 * or security.
 */
export function mirrorOf(sources: readonly AptSource[], codename: string): AptSource | undefined {
  return sources.find((source) => source.suites.includes(codename) && source.components.includes('main'));
}

/**
 * The two files that make another Debian release available to apt without ever being preferred: a source, and its pin
 * at priority 100.
 */
export function guestRelease(
  mirror: AptSource,
  suite: string,
): {readonly source: string; readonly preferences: string} {
  const signedBy = mirror.signedBy?.startsWith('/') === true ? `Signed-By: ${mirror.signedBy}\n` : '';
  return {
    source: `# Added by seatrial set-up, for its Docker engine only.\nTypes: deb\nURIs: ${mirror.uri}\nSuites: ${suite}\nComponents: main\n${signedBy}`,
    preferences: `# Added by seatrial set-up: packages of ${suite} only where they are asked for by version.\nPackage: *\nPin: release n=${suite}\nPin-Priority: 100\n`,
  };
}

/** The newest version of a package in a suite, from `apt-cache madison`. */
export function versionIn(suite: string, madison: string): string | undefined {
  for (const line of madison.split('\n')) {
    const [, version, origin] = line.split('|').map((cell) => cell.trim());
    if (version !== undefined && origin?.split(/\s+/)[1]?.startsWith(`${suite}/`) === true) return version;
  }
  return undefined;
}

/** The packages that an `apt-get install --simulate` would add, with their versions. */
export function addedByInstall(simulation: string): readonly {readonly name: string; readonly version: string}[] {
  return [...simulation.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name = '', version = '']) => ({name, version}));
}

/** The packages that an `apt-get remove --simulate` would remove. */
export function removedBy(simulation: string): readonly string[] {
  return [...simulation.matchAll(/^(?:Remv|Purg) (\S+)/gm)].map(([, name = '']) => name);
}

/** The packages that an `apt-get install --simulate` would upgrade or remove, rather than add. */
export function changedByInstall(simulation: string): readonly string[] {
  return simulation.split('\n').flatMap((line) => {
    const match = /^(?:Remv|Inst) (\S+)( \[)?/.exec(line);
    return match?.[1] !== undefined && (line.startsWith('Remv') || match[2] !== undefined) ? [match[1]] : [];
  });
}

function fieldsOf(paragraph: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of paragraph.split('\n')) {
    if (line.startsWith('#')) continue;
    const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (field?.[1] !== undefined) {
      last = field[1].toLowerCase();
      fields.set(last, (field[2] ?? '').trim());
    } else if (/^\s+\S/.test(line) && last !== '') fields.set(last, `${fields.get(last)} ${line.trim()}`.trim());
  }
  return fields;
}
