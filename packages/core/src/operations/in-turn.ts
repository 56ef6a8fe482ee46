/** The same items, each owner's in their order, but the owners taking turns: a thousand of one do not delay one of another. */
export function inTurn<Item extends { readonly owner: string }>(items: readonly Item[]): readonly Item[] {
  const queues = new Map<string, Item[]>();
  for (const item of items) queues.set(item.owner, [...(queues.get(item.owner) ?? []), item]);
  const turns: Item[] = [];
  for (let round = 0; turns.length < items.length; round += 1)
    for (const queue of queues.values()) {
      const item = queue[round];
      if (item !== undefined) turns.push(item);
    }
  return turns;
}
