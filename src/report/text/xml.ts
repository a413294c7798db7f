/** One XML element; text goes before children. */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly children?: readonly Element[];
}

/** A whole XML document of one root element, indented by two spaces. Characters that XML forbids are dropped. */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`;
}

function written({name, attributes = {}, text, children = []}: Element, indent: string): string {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(String(value))}"`);
  const opening = `${indent}<${name}${listed.join('')}`;
  if (text === undefined && children.length === 0) return `${opening}/>\n`;
  if (children.length === 0) return `${opening}>${escaped(text ?? '')}</${name}>\n`;
  const inside = children.map((child) => written(child, `${indent}  `)).join('');
  return `${opening}>${escaped(text ?? '')}\n${inside}${indent}</${name}>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;', // also ends every `]]>`
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>\r]/g, (character) => entities[character] ?? character);
}

/** A reader turns raw tabs and line ends in attributes into spaces, so they are written as references. */
function attribute(text: string): string {
  return escaped(text).replaceAll(/["\t\n]/g, (character) => entities[character] ?? character);
}
