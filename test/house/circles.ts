/**
 * Every set of files that import each other, by whatever way round (Tarjan's strongly connected components with more
 * than one member, and files that import themselves). `graph` has an entry for each file: what it imports.
 */
export function circles<T>(graph: ReadonlyMap<T, readonly T[]>): readonly (readonly T[])[] {
  const found: T[][] = [];
  const order = new Map<T, number>();
  const path: T[] = [];

  const visit = (node: T): number => {
    const number = order.size;
    order.set(node, number);
    let low = number;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (path.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low !== number) return low;
    const members = path.splice(path.indexOf(node));
    if (members.length > 1 || (graph.get(node) ?? []).includes(node)) found.push(members);
    return low;
  };

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}
