/** An id of whatever kind. Names have no meaning but to be the same or not, and every number of a world is one. */
export type Id = number;

/** An app client in Cognito. Its secrets, oldest first; `accepted`: the token endpoint knows it by now. */
export interface Client {
  readonly id: Id;
  readonly secrets: readonly { readonly id: Id; readonly value: Id; readonly accepted: boolean }[];
}

/** The secret in Secrets Manager: which version has which label, and every version's value. */
export interface Vault {
  readonly current: Id;
  readonly pending?: Id | undefined;
  readonly previous?: Id | undefined;
  readonly values: readonly { readonly version: Id; readonly value: Id }[];
}

/** A rotation that is not finished. `known`: the client's secrets before. */
export interface Rotation {
  readonly state: "staging" | "overlap";
  readonly version: Id;
  readonly previous: Id;
  readonly known: readonly Id[];
  readonly secret?: Id | undefined;
  readonly overtook?: { readonly version: Id; readonly known: readonly Id[] } | undefined;
  readonly compromised: boolean;
  readonly acknowledged: boolean;
}

/** `by`: the attempt that held it last; `again`: it was not the first. */
export interface Operation {
  readonly step: "provision" | "undo" | "clear" | "stage" | "retire" | "abort" | "delete";
  readonly by: Id;
  readonly again: boolean;
  readonly unknownClient: boolean;
}

/** The integration's row. `revision` is another after every write; `sweep`: a twin that landed late is still to be looked for. */
export interface Row {
  readonly revision: Id;
  readonly state: "provisioning" | "active" | "removing" | "failed" | "removed";
  readonly client?: Id | undefined;
  readonly version?: Id | undefined;
  readonly operation?: Operation | undefined;
  readonly rotation?: Rotation | undefined;
  readonly sweep: boolean;
}

/** The upstream writes. */
export type Effect =
  | { readonly kind: "CreateSecret"; readonly version: Id; readonly value: Id }
  | { readonly kind: "CreateClient"; readonly client: Id; readonly secret: Id; readonly value: Id }
  | { readonly kind: "DeleteClient"; readonly client: Id }
  | { readonly kind: "DeleteSecret" }
  | { readonly kind: "PutSecretValue"; readonly version: Id; readonly value: Id }
  | { readonly kind: "AddClientSecret"; readonly client: Id; readonly secret: Id; readonly value: Id }
  | { readonly kind: "DeleteClientSecret"; readonly client: Id; readonly secret: Id }
  | { readonly kind: "MoveCurrent"; readonly from: Id; readonly to: Id }
  | { readonly kind: "RemovePending"; readonly version: Id }
  | { readonly kind: "Save"; readonly before: Id | undefined; readonly row: Row };

/** What a call answered, or what was read. */
export type Answer = string | number | boolean | null | readonly Id[] | Row;

/** One attempt at something: its program, what it was begun with, and every answer that it has had since. A crash forgets it. */
export interface Actor {
  readonly id: Id;
  readonly program: string;
  readonly row?: Row | undefined;
  readonly found: readonly Id[];
  readonly answers: readonly Answer[];
}

/** Everything there is. Only data, so that a world can be told from another by its text. */
export interface World {
  readonly clients: readonly Client[];
  readonly vault?: Vault | "deleted" | undefined;
  readonly row?: Row | undefined;
  /** Calls that their caller has given up, and that may still take effect. */
  readonly late: readonly Effect[];
  readonly actors: readonly (Actor | null)[];
  /** Requests that the owner may still send, after the first. Lists keep numbers for ids. */
  readonly requests: readonly "request"[];
}

/** Two actors, and nothing else. `requests`: how many the owner sends at most, after the registration. */
export const nothing = (requests: number): World => ({
  clients: [],
  late: [],
  actors: [null, null],
  requests: Array.from({ length: requests }, () => "request" as const),
});

/** An application that was registered some time ago. */
export const registered = (requests: number): World => ({
  ...nothing(requests),
  clients: [{ id: 1, secrets: [{ id: 2, value: 3, accepted: true }] }],
  vault: { current: 4, values: [{ version: 4, value: 3 }] },
  row: { revision: 5, state: "active", client: 1, version: 4, sweep: false },
});

/** Ids that nothing in the world has. */
export function freshIds(world: World, count: number): readonly Id[] {
  const used = JSON.stringify(world).match(/\d+/g) ?? [];
  const next = used.reduce((most, id) => Math.max(most, Number(id)), 0) + 1;
  return Array.from({ length: count }, (_, index) => next + index);
}

/** The same text for worlds that differ only in the names of their ids, or in which actor is which. */
export function textOf(world: World): string {
  const actors = world.actors.toSorted((one, other) => compare(shapeOf(one), shapeOf(other)));
  const names = new Map<string, number>();
  return JSON.stringify({ ...world, actors }).replace(/\d+/g, (id) => {
    const name = names.get(id) ?? names.size;
    names.set(id, name);
    return String(name);
  });
}

const shapeOf = (actor: Actor | null): string => JSON.stringify(actor).replace(/\d+/g, "");
const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

export const secretsOf = ({ clients }: World, id: Id | undefined): Client["secrets"] =>
  clients.find((client) => client.id === id)?.secrets ?? [];

export const vaultOf = ({ vault }: World): Vault | undefined => (vault === "deleted" ? undefined : vault);

export const valueOf = (world: World, version: Id | undefined): Id | undefined =>
  vaultOf(world)?.values.find((entry) => entry.version === version)?.value;

/** What the token endpoint says. */
export const authenticates = (world: World, client: Id | undefined, value: Id | undefined): boolean =>
  secretsOf(world, client).some((secret) => secret.accepted && secret.value === value);
