/**
 * Stands for a part of the SDK that the bundles leave out (see tools/bundle). It can be called and constructed, and always throws an
 * error that names `part` (a noun phrase, like "the adaptive retry mode").
 */
export function unreachable(part: string): () => never {
  // Not an arrow: the SDK says `new` to some of what this stands for.
  return function reached(): never {
    throw new Error(
      `The AWS SDK reached ${part}, which the bundles leave out. Remove its plugin from tools/bundle/plugins.ts.`,
    );
  };
}
