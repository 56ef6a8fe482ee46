import type { IntegrationId, RotationId } from "@latchkey/core/ids";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { Answer, Place } from "../service/place.ts";
import {
  type Ask,
  abortion,
  access,
  completion,
  compromised,
  health,
  type Known,
  labels,
  name,
  newValue,
  payload,
  reconciler,
  removal,
  rotation,
  settings,
} from "./asks.ts";

/** A state that an application can be in, and who may then be at work on it. */
export interface Beginning {
  readonly name: string;
  readonly prepare: (place: Place) => Promise<Known>;
  readonly asks: Readonly<Record<string, Ask>>;
  /** What was accepted on the way there, and what the registration has shown. */
  readonly earlier: { readonly [Kind in Ask["kind"]]?: number };
}

const registration = (place: Place): Promise<Answer> =>
  place.send({
    group: "write",
    method: "POST",
    path: "/v1/integrations",
    body: { connector: "gitlab", name: newValue(), settings: { baseUrl: "https://gitlab.example.com" } },
  });

async function known(place: Place, id: IntegrationId, rotationId?: RotationId): Promise<Known> {
  const row = await place.services.registry.load(id, {});
  return { id, etag: `"${row?.version}"`, ...(rotationId && { rotation: rotationId }) };
}

async function active(place: Place): Promise<Known> {
  const { body } = await registration(place);
  return known(place, body.id);
}

/** Longer than the reconciler leaves an operation alone whose call was throttled. */
const DUE_MS = 3_000;

/** What a request leaves to the reconciler, whose turn has come, because this call of it was throttled. */
async function unfinished(
  place: Place,
  throttled: Pick<FaultRule, "service" | "operation">,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const end = place.faults.add({ ...throttled, fault: { kind: "throttle" } });
  const answer = await ask();
  end();
  if (answer.status !== 202) throw new Error(`it was finished: ${answer.status}`);
  await place.pass(DUE_MS);
  return answer;
}

const reading = { "the payload": payload, "a look at its health": health };
const reconciling = { "the reconciler": reconciler };

export const beginnings: readonly Beginning[] = [
  {
    name: "active",
    prepare: active,
    asks: {
      "a patch of labels": labels,
      "a patch of the client": settings,
      "a new name": name,
      "a policy with a new group": access,
      "a rotation": rotation,
      "a rotation of a compromised secret": compromised,
      "the removal": removal,
      ...reading,
    },
    earlier: { reveal: 1 },
  },
  {
    name: "in overlap",
    async prepare(place) {
      const { id, etag } = await active(place);
      const { body } = await rotation.send(place, { id, etag }, "");
      return known(place, id, body.id);
    },
    asks: {
      "a patch of labels": labels,
      "a patch of the client": settings,
      "a rotation of a compromised secret": compromised,
      "the end of the overlap": completion,
      "the way back": abortion,
      "the removal": removal,
      ...reading,
    },
    earlier: { reveal: 1, rotate: 1 },
  },
  {
    name: "not yet registered",
    async prepare(place) {
      const creation = { service: "cognito-idp", operation: "CreateUserPoolClient" } as const;
      const { body } = await unfinished(place, creation, () => registration(place));
      return known(place, body.id);
    },
    asks: { "a patch of labels": labels, "a rotation": rotation, "the removal": removal, ...reading, ...reconciling },
    earlier: {},
  },
  {
    name: "not yet updated",
    async prepare(place) {
      const before = await active(place);
      const update = { service: "cognito-idp", operation: "UpdateUserPoolClient" } as const;
      await unfinished(place, update, () => settings.send(place, before, newValue()));
      return known(place, before.id);
    },
    asks: {
      "a patch of labels": labels,
      "a patch of the client": settings,
      "a rotation": rotation,
      "a rotation of a compromised secret": compromised,
      "the removal": removal,
      ...reading,
      ...reconciling,
    },
    earlier: { reveal: 1, update: 1 },
  },
  {
    name: "not yet rotated",
    async prepare(place) {
      const before = await active(place);
      const probe = { service: "login", operation: "token" } as const;
      const { body } = await unfinished(place, probe, () => rotation.send(place, before, ""));
      return known(place, before.id, body.id);
    },
    asks: {
      "a patch of the client": settings,
      "a rotation of a compromised secret": compromised,
      "the way back": abortion,
      "the removal": removal,
      ...reading,
      ...reconciling,
    },
    earlier: { reveal: 1, rotate: 1 },
  },
  {
    name: "not yet removed",
    async prepare(place) {
      const before = await active(place);
      const deletion = { service: "cognito-idp", operation: "DeleteUserPoolClient" } as const;
      await unfinished(place, deletion, () => removal.send(place, before, ""));
      return known(place, before.id);
    },
    asks: { "a patch of labels": labels, "a rotation": rotation, "the removal": removal, ...reading, ...reconciling },
    earlier: { reveal: 1, remove: 1 },
  },
];
