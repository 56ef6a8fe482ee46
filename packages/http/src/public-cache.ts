/** For what is the same for everybody until the next deployment. */
export const PUBLIC_CACHE = { "Cache-Control": "public, max-age=300" } as const;
