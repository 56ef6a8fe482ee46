import type { IntegrationId, RotationId } from "@latchkey/core/ids";
import type { Place, Request } from "../service/place.ts";

/** An application as both callers have read it. */
export interface Known {
  readonly id: IntegrationId;
  readonly etag: string;
  /** The rotation in overlap, where there is one. */
  readonly rotation?: RotationId;
}

/** What can be asked for, by what it does. `value` tells one caller's wishes from the other's. */
export interface Ask {
  readonly kind: "update" | "rotate" | "complete" | "abort" | "remove" | "reveal" | "look";
  readonly request: (known: Known, value: string) => Request;
}

const path = ({ id }: Known): string => `/v1/integrations/${id}`;

const patch = (body: (value: string) => object): Ask => ({
  kind: "update",
  request: (known, value) => ({
    group: "write",
    method: "PATCH",
    path: path(known),
    headers: { "if-match": known.etag, "content-type": "application/merge-patch+json" },
    body: body(value),
  }),
});

const rotate = (reason: "requested" | "compromised"): Ask => ({
  kind: "rotate",
  request: (known) => ({ group: "write", method: "POST", path: `${path(known)}/rotations`, body: { reason } }),
});

const end = (kind: "complete" | "abort"): Ask => ({
  kind,
  request: (known) => ({ group: "write", method: "POST", path: `${path(known)}/rotations/${known.rotation}/${kind}` }),
});

const labels = patch((value) => ({ labels: { value } }));
const settings = patch((value) => ({ settings: { baseUrl: `https://${value}.example.com` } }));
const name = patch((value) => ({ name: `Build server ${value}` }));
const access = patch((value) => ({ access: { groups: [value] } }));
const removal: Ask = {
  kind: "remove",
  request: (known) => ({ group: "write", method: "DELETE", path: path(known) }),
};
const payload: Ask = {
  kind: "reveal",
  request: (known) => ({ group: "reveal", method: "GET", path: `${path(known)}/payload`, query: "secret=inline" }),
};
const health: Ask = {
  kind: "look",
  request: (known) => ({ group: "inspect", method: "GET", path: `${path(known)}/health` }),
};

/** What may be asked for, by the state that the application is in. */
export const asks = {
  active: {
    "a patch of labels": labels,
    "a patch of the client": settings,
    "a new name": name,
    "a policy with a new group": access,
    "a rotation": rotate("requested"),
    "a rotation of a compromised secret": rotate("compromised"),
    "the removal": removal,
    "the payload": payload,
    "a look at its health": health,
  },
  overlap: {
    "a patch of labels": labels,
    "a patch of the client": settings,
    "a rotation of a compromised secret": rotate("compromised"),
    "the end of the overlap": end("complete"),
    "the way back": end("abort"),
    "the removal": removal,
    "the payload": payload,
    "a look at its health": health,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Ask>>>>;

export type Beginning = keyof typeof asks;

let count = 0;

/** Text that no other request has. */
export const newValue = (): string => `v${++count}`;

/** Registers an application, and brings it to where both begin. */
export async function prepared(place: Place, beginning: Beginning): Promise<Known> {
  const made = await place.send({
    group: "write",
    method: "POST",
    path: "/v1/integrations",
    body: { connector: "gitlab", name: newValue(), settings: { baseUrl: "https://gitlab.example.com" } },
  });
  const known: Known = { id: made.body.id, etag: made.headers["etag"] ?? "" };
  if (beginning === "active") return known;
  const { body } = await place.send(rotate("requested").request(known, ""));
  const row = await place.services.registry.load(known.id, {});
  return { ...known, etag: `"${row?.version}"`, rotation: body.id };
}
