import type { IntegrationId, RotationId } from "@latchkey/core/ids";
import type { Answer, Place, Request } from "../service/place.ts";

/** An application as both callers have read it. */
export interface Known {
  readonly id: IntegrationId;
  readonly etag: string;
  /** The rotation that is not finished, where there is one. */
  readonly rotation?: RotationId;
}

/** What can be asked for, by what it does. `value` tells one caller's wishes from the other's. */
export interface Ask {
  readonly kind: "update" | "rotate" | "complete" | "abort" | "remove" | "reveal" | "look" | "reconcile";
  readonly send: (place: Place, known: Known, value: string) => Promise<Answer>;
}

const path = ({ id }: Known): string => `/v1/integrations/${id}`;

const asking = (kind: Ask["kind"], request: (known: Known, value: string) => Request): Ask => ({
  kind,
  send: (place, known, value) => place.send(request(known, value)),
});

const patch = (body: (value: string) => object): Ask =>
  asking("update", (known, value) => ({
    group: "write",
    method: "PATCH",
    path: path(known),
    headers: { "if-match": known.etag, "content-type": "application/merge-patch+json" },
    body: body(value),
  }));

const rotate = (reason: "requested" | "compromised"): Ask =>
  asking("rotate", (known) => ({
    group: "write",
    method: "POST",
    path: `${path(known)}/rotations`,
    body: { reason },
  }));

const end = (kind: "complete" | "abort"): Ask =>
  asking(kind, (known) => ({
    group: "write",
    method: "POST",
    path: `${path(known)}/rotations/${known.rotation}/${kind}`,
  }));

export const labels = patch((value) => ({ labels: { value } }));
export const settings = patch((value) => ({ settings: { baseUrl: `https://${value}.example.com` } }));
export const name = patch((value) => ({ name: `Build server ${value}` }));
export const access = patch((value) => ({ access: { groups: [value] } }));
export const rotation = rotate("requested");
export const compromised = rotate("compromised");
export const completion = end("complete");
export const abortion = end("abort");
export const removal = asking("remove", (known) => ({ group: "write", method: "DELETE", path: path(known) }));
export const payload = asking("reveal", (known) => ({
  group: "reveal",
  method: "GET",
  path: `${path(known)}/payload`,
  query: "secret=inline",
}));
export const health = asking("look", (known) => ({ group: "inspect", method: "GET", path: `${path(known)}/health` }));

/** A pass of the reconciler, which nobody waits for. */
export const reconciler: Ask = {
  kind: "reconcile",
  async send(place) {
    await place.reconcile();
    return { status: 200, headers: {}, body: {} };
  },
};

let count = 0;

/** Text that no other request has. */
export const newValue = (): string => `v${++count}`;
