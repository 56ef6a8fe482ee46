/** What one caller of the API wants, and whether it can have it. */
export interface Wish {
  /** Which of the callers. */
  readonly caller: number;
  readonly key: string;
  readonly body: { readonly connector: string; readonly name: string; readonly settings: object };
}

/** Settings of each connector for one application. */
const SETTINGS: Readonly<Record<string, (host: string) => object>> = {
  gitlab: (host) => ({ baseUrl: `https://${host}` }),
  "generic-oidc": (host) => ({ callbackUrls: [`https://${host}/callback`] }),
  pomerium: (host) => ({ authenticateUrl: `https://${host}` }),
  appsmith: (host) => ({ baseUrl: `https://${host}` }),
  "pydio-cells": (host) => ({ baseUrl: `https://${host}` }),
};

/** One in so many asks for a name that the owner's application before it has, or is about to have. */
const SAME_NAME_EVERY = 25;
/** One in so many has settings that cannot be. */
const NOT_VALID_EVERY = 40;

/** The applications of `callers` owners, in turn over the connectors; some of them can only be refused. */
export function wishOf(index: number, callers: number): Wish {
  const names = Object.keys(SETTINGS);
  const connector = names[index % names.length] ?? "gitlab";
  const caller = index % callers;
  const name = `Application ${hasSameName(index, callers) ? index - callers : index}`;
  const settings = isNotValid(index)
    ? { baseUrl: "http://" }
    : (SETTINGS[connector]?.(`app-${index}.example.com`) ?? {});
  return { caller, key: `load-${index}`, body: { connector, name, settings } };
}

const isNotValid = (index: number): boolean => index % NOT_VALID_EVERY === 7;
const hasSameName = (index: number, callers: number): boolean =>
  index % SAME_NAME_EVERY === 12 && index >= callers && !isNotValid(index - callers) && !isNotValid(index);

/** How many of the first so many wishes can be fulfilled, and how many have to be refused for which reason. */
export function expected(total: number, callers: number) {
  const all = Array.from({ length: total }, (_, index) => index);
  const invalid = all.filter(isNotValid).length;
  const taken = all.filter((index) => hasSameName(index, callers)).length;
  return { active: total - invalid - taken, invalid, taken };
}
