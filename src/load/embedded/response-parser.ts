/** What a parser knows after some bytes: it needs more, the answer is whole, or these bytes are no HTTP/1.1 answer. */
export type Progress = 'more' | 'whole' | 'bad';

/** The longest head, trailer or chunk line that is read, in bytes. */
const maxHead = 65_536;
/** How much of a body is kept for an expectation, in bytes; the rest is read and thrown away. */
const maxKeptBody = 1_048_576;

/**
 * Reads one HTTP/1.1 answer at a time from the bytes of a connection. Own code because it was measured: http-parser-js
 * takes a quarter of the requests per core away, and llhttp is not offered by Node.
 */
export class ResponseParser {
  status = 0;
  head = '';
  /** Whether the connection can carry another request once the answer is whole. */
  reusable = false;
  #part: 'head' | 'length' | 'chunks' | 'until-end' | 'whole' = 'whole';
  #headOnly = false;
  #keepBody = false;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #left = 0;
  #line = '';
  #lineIs: 'size' | 'after-data' | 'trailer' = 'size';

  /** Makes ready for the answer to a request; `headOnly` for HEAD. */
  expect(headOnly: boolean, keepBody: boolean): void {
    this.status = 0;
    this.head = '';
    this.reusable = false;
    this.#part = 'head';
    this.#headOnly = headOnly;
    this.#keepBody = keepBody;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#left = 0;
    this.#line = '';
    this.#lineIs = 'size';
  }

  get body(): string {
    return this.#kept.length === 0 ? '' : Buffer.concat(this.#kept).toString();
  }

  /** Takes the first `length` bytes of a buffer, which may be used again afterwards. */
  feed(bytes: Buffer, length: number): Progress {
    if (this.#part === 'whole') return 'bad';
    if (this.#part !== 'head') return this.#feedBody(bytes, 0, length);
    const before = this.head.length;
    this.head += bytes.toString('latin1', 0, length);
    for (let from = before; ; from = 0) {
      const end = this.head.indexOf('\r\n\r\n', Math.max(0, from - 3));
      if (end === -1) return this.head.length > maxHead ? 'bad' : 'more';
      const line = /^HTTP\/1\.([01]) (\d{3})(?: |\r)/.exec(this.head);
      if (line === null) return 'bad';
      this.status = Number(line[2]);
      const bodyAt = length - (this.head.length - end - 4);
      if (this.status >= 200 || this.status === 101) {
        this.head = this.head.slice(0, end + 2);
        return this.#beginBody(line[1] === '1', bytes, bodyAt, length);
      }
      this.head = this.head.slice(end + 4);
    }
  }

  /** The other side has ended the connection: `whole` when that is how the answer ends. */
  end(): Progress {
    if (this.#part !== 'until-end') return 'bad';
    this.#part = 'whole';
    return 'whole';
  }

  #beginBody(isVersion11: boolean, bytes: Buffer, at: number, end: number): Progress {
    const connection = headerOf(this.head, 'connection') ?? '';
    this.reusable = isVersion11 ? !/\bclose\b/i.test(connection) : /\bkeep-alive\b/i.test(connection);
    const length = headerOf(this.head, 'content-length');
    if (this.#headOnly || this.status === 204 || this.status === 304 || this.status === 101) {
      this.#part = 'whole';
    } else if (/chunked$/i.test(headerOf(this.head, 'transfer-encoding') ?? '')) {
      this.#part = 'chunks';
    } else if (length === undefined) {
      this.#part = 'until-end';
      this.reusable = false;
    } else {
      if (!/^\d+$/.test(length)) return 'bad';
      this.#part = 'length';
      this.#left = Number(length);
    }
    return this.#feedBody(bytes, at, end);
  }

  #feedBody(bytes: Buffer, at: number, end: number): Progress {
    let next = at;
    if (this.#part === 'until-end') {
      this.#keep(bytes, at, end);
      return 'more';
    }
    if (this.#part === 'length') {
      next = this.#takeData(bytes, at, end);
      if (this.#left > 0) return 'more';
      this.#part = 'whole';
    }
    while (this.#part === 'chunks') {
      if (next >= end) return 'more';
      next = this.#left > 0 ? this.#takeData(bytes, next, end) : this.#takeLine(bytes, next, end);
      if (next === -1) return 'bad';
    }
    if (next < end) this.reusable = false;
    return 'whole';
  }

  #takeData(bytes: Buffer, at: number, end: number): number {
    const next = Math.min(end, at + this.#left);
    this.#keep(bytes, at, next);
    this.#left -= next - at;
    return next;
  }

  #takeLine(bytes: Buffer, at: number, end: number): number {
    const feed = bytes.subarray(0, end).indexOf(10, at);
    this.#line += bytes.toString('latin1', at, feed === -1 ? end : feed);
    if (this.#line.length > maxHead) return -1;
    if (feed === -1) return end;
    const line = this.#line.replace(/\r$/, '');
    this.#line = '';
    if (this.#lineIs === 'trailer') {
      if (line === '') this.#part = 'whole';
    } else if (this.#lineIs === 'after-data') {
      if (line !== '') return -1;
      this.#lineIs = 'size';
    } else {
      const size = /^([\da-f]{1,12})[ \t]*(?:;|$)/i.exec(line)?.[1];
      if (size === undefined) return -1;
      this.#left = Number.parseInt(size, 16);
      this.#lineIs = this.#left === 0 ? 'trailer' : 'after-data';
    }
    return feed + 1;
  }

  #keep(bytes: Buffer, at: number, end: number): void {
    if (!this.#keepBody || this.#keptBytes >= maxKeptBody || at >= end) return;
    const piece = Buffer.from(bytes.subarray(at, Math.min(end, at + maxKeptBody - this.#keptBytes)));
    this.#kept.push(piece);
    this.#keptBytes += piece.length;
  }
}

/** The first value of a header in a head as received, or undefined; names in any case. */
export function headerOf(head: string, name: string): string | undefined {
  const wanted = name.toLowerCase();
  let at = head.indexOf('\r\n') + 2;
  while (at > 1 && at < head.length) {
    const end = head.indexOf('\r\n', at);
    if (head.charCodeAt(at + wanted.length) === 58 && head.slice(at, at + wanted.length).toLowerCase() === wanted) {
      return head.slice(at + wanted.length + 1, end === -1 ? head.length : end).trim();
    }
    at = end + 2;
  }
  return undefined;
}
