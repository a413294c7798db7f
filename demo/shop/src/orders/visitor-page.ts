import type {Product} from './products.ts';

const lines = 400;

/**
 * The page of one visitor as it is kept in the cache, about 32 KiB: with it a returning visitor finds everything as it
 * was.
 */
export function visitorPage(visitor: string, product: Product): string {
  const line = `<li data-visitor="${visitor}"><a href="/products/${product.id}">${product.name}</a></li>\n`;
  return `<h1>${product.name}</h1>\n<ul>\n${line.repeat(lines)}</ul>\n`;
}
