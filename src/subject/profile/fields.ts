import {z} from 'zod';

/** The most items of a list, and the most keys of a map. */
export const mostItems = 1000;
export const longest = {text: 500, name: 80, path: 8192, body: 1024 ** 2} as const;
export const dayMs = 86_400_000;

/** One line that stays one: nothing in it moves a cursor, changes the direction of text, or hides. */
const oneLine = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u;
export const text = z.string().min(1).max(longest.text).regex(oneLine, {error: 'one line of printable text'});
export const name = z.string().min(1).max(longest.name).regex(oneLine, {error: 'one line of printable text'});
export const filePath = z.string().min(1).max(4096).regex(oneLine, {error: 'one line of printable text'});
export const positive = z.number().positive();
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(mostItems);
/** Rows of a table know it by this; a spreadsheet takes what begins with = + - or @ for a formula. */
export const requestName = z
  .string()
  .min(1)
  .max(longest.name)
  .regex(/^(?![=+@-])[\w .:/-]*$/, {
    error: 'a name of letters, digits, spaces and _ . : / - that begins with none of = + - @',
  });
export const path = z
  .string()
  .startsWith('/')
  .max(longest.path)
  .regex(/^[\x21-\x7e]*$/, {error: 'a path in which spaces and other letters are percent-encoded'});
export const headers = z
  .record(
    z
      .string()
      .max(longest.text)
      .regex(/^[!#$%&'*+.^_`|~\w-]+$/, {error: 'the name of a header'}),
    z
      .string()
      .max(longest.path)
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/, {error: 'the value of a header: one line of text'}),
  )
  .refine((it) => Object.keys(it).length <= 100, {error: 'a map with at most 100 headers'});
export const share = z.number().gt(0).lt(1);
export const status = z.int().min(100).max(599);
