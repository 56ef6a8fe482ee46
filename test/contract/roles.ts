import type { OperationId } from "@latchkey/contract/routes";
import { type Claims, machine, person } from "../support/api.ts";

const ALL = "integrations/read integrations/write integrations/rotate integrations/reveal";
const EVERYTHING = `${ALL} integrations/admin`;

/** Whoever may call: with the claims of the token, and with those under which the same identity registers what is its own. */
export const roles = {
  "nobody without a token": { claims: null, owner: machine("portal", ALL) },
  "a machine without our scopes": { claims: machine("portal", "openid email"), owner: machine("portal", ALL) },
  reader: { claims: machine("portal", "integrations/read"), owner: machine("portal", ALL) },
  writer: { claims: machine("portal", "integrations/write"), owner: machine("portal", ALL) },
  rotator: { claims: machine("portal", "integrations/rotate"), owner: machine("portal", ALL) },
  revealer: { claims: machine("portal", "integrations/read integrations/reveal"), owner: machine("portal", ALL) },
  "admin machine": { claims: machine("operator", EVERYTHING), owner: machine("operator", ALL) },
  "person without group": {
    claims: person("33333333-cccc", EVERYTHING, "[eu-west-1_Google]"),
    owner: person("33333333-cccc", ALL, "[latchkey-users]"),
  },
  "person in latchkey-users": {
    claims: person("11111111-aaaa", EVERYTHING, "[latchkey-users]"),
    owner: person("11111111-aaaa", ALL, "[latchkey-users]"),
  },
  "person in latchkey-admins": {
    claims: person("44444444-dddd", EVERYTHING, "[latchkey-admins]"),
    owner: person("44444444-dddd", ALL, "[latchkey-users]"),
  },
} as const satisfies Readonly<Record<string, { readonly claims: Claims | null; readonly owner: Claims }>>;

export type Role = keyof typeof roles;

export const ADMINS: readonly Role[] = ["admin machine", "person in latchkey-admins"];
const PEOPLE_AND_ADMINS: readonly Role[] = [...ADMINS, "person in latchkey-users"];
const READERS: readonly Role[] = [...PEOPLE_AND_ADMINS, "reader", "revealer"];
const WRITERS: readonly Role[] = [...PEOPLE_AND_ADMINS, "writer"];
const ROTATORS: readonly Role[] = [...PEOPLE_AND_ADMINS, "rotator"];
const REVEALERS: readonly Role[] = [...PEOPLE_AND_ADMINS, "revealer"];
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object literal are known
const EVERYBODY = Object.keys(roles) as readonly Role[];

/** What a route does for whom. Written by hand, so that a wrong entry of the route table does not vouch for itself. */
export interface Expectation {
  /** Everybody else is refused, whatever the integration. */
  readonly admits: readonly Role[];
  /** The answer to those who are admitted. */
  readonly status: number;
  /**
   * What those who are admitted and are no admins get of somebody else's integration: `hidden`, as if there were none; `unlisted`, a
   * list without it; `none`, because the route shows no integrations.
   */
  readonly others: "hidden" | "unlisted" | "none";
  /** Whether a rotation has to be in overlap before. */
  readonly rotated?: true;
}

const one = (admits: readonly Role[], status = 200): Expectation => ({ admits, status, others: "hidden" });
const list = (admits: readonly Role[]): Expectation => ({ admits, status: 200, others: "unlisted" });
const open: Expectation = { admits: EVERYBODY, status: 200, others: "none" };

/** One expectation per route; complete by type, and by a test. */
export const expectations: Readonly<Record<OperationId, Expectation>> = {
  listConnectors: { ...list(READERS), others: "none" },
  getConnector: { ...list(READERS), others: "none" },
  createIntegration: { admits: WRITERS, status: 201, others: "none" },
  listIntegrations: list(READERS),
  getIntegration: one(READERS),
  updateIntegration: one(WRITERS),
  deleteIntegration: one(WRITERS, 204),
  getPayload: one(REVEALERS),
  getArtifact: one(REVEALERS),
  startRotation: one(ROTATORS, 201),
  getRotation: { ...one(ROTATORS), rotated: true },
  completeRotation: { ...one(ROTATORS), rotated: true },
  abortRotation: { ...one(ROTATORS), rotated: true },
  getIntegrationHealth: one(READERS),
  listMembers: one(READERS),
  previewAccess: one(ADMINS),
  listIntegrationEvents: one(READERS),
  listEvents: list(READERS),
  getHealth: open,
  getOpenapi: open,
  getDocs: open,
};
