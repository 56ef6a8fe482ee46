import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Caller } from "@latchkey/core/caller";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Integration, IntegrationEventType } from "@latchkey/core/integration";
import { reconcile } from "@latchkey/core/operations/reconcile";
import type { Rotation } from "@latchkey/core/rotation";
import type { Services } from "@latchkey/core/services";
import { type RegisterRequest, register } from "@latchkey/core/usecases/register";
import {
  type StartedRotation,
  type StartRotationRequest,
  startRotation,
} from "@latchkey/core/usecases/rotations/start-rotation";
import type { Editable } from "@latchkey/core/usecases/update";
import type { World } from "../../support/invariants.ts";
import type { Stage } from "../harness/stage.ts";

export const caller: Caller = { owner: "client:portal", admin: false };

export const NAME = "Build server";
export const BASE_URL = "https://gitlab.example.com";

/** Makes a group of the integration's own. */
export const ONLY_EDITORS: Partial<Editable> = { access: { groups: ["editors"] } };

export const registration = (rest: Partial<Editable> = {}): RegisterRequest => ({
  caller,
  mode: "inline",
  input: { connector: "gitlab", name: NAME, settings: { baseUrl: BASE_URL }, labels: {}, ...rest },
  idempotency: { key: "registration", requestHash: "registration" },
});

/** An integration that has been there for a while. */
export async function registered(
  stage: Stage,
  rest: Partial<Editable> = {},
): Promise<Integration & { readonly clientId: string }> {
  const { integration } = await register(stage.services, registration(rest), {});
  const { clientId } = integration;
  if (clientId === undefined) throw new Error("the registration was not finished");
  await stage.grow();
  return { ...integration, clientId };
}

export const rotation = (id: IntegrationId, rest: Partial<StartRotationRequest> = {}): StartRotationRequest => ({
  caller,
  id,
  reason: "requested",
  idempotency: { key: "rotation", requestHash: "rotation" },
  ...rest,
});

/** A rotation in overlap, begun some time ago. */
export async function overlapping(
  stage: Stage,
  id: IntegrationId,
  rest: Partial<StartRotationRequest> = {},
): Promise<Rotation> {
  const request = rotation(id, { idempotency: { key: "earlier", requestHash: "rotation" }, ...rest });
  const started: StartedRotation = await startRotation(stage.services, request, {});
  if (started.rotation.state !== "overlap") throw new Error("the rotation did not come to its overlap");
  await stage.grow();
  return started.rotation;
}

export const rowOf = ({ rows }: World, id: IntegrationId): Integration | undefined => rows.find((row) => row.id === id);

/** Says what differs. */
export const expected = (what: string, found: unknown, wanted: unknown): readonly string[] =>
  found === wanted ? [] : [`${what} is ${String(found)} instead of ${String(wanted)}`];

/** How often an event of an integration was told. */
export const told = ({ items }: World, id: IntegrationId, type: IntegrationEventType): number =>
  items.filter((item) => item["integrationId"] === id && item["type"] === type).length;

export const toldOnce = (
  world: World,
  id: IntegrationId,
  ...types: readonly IntegrationEventType[]
): readonly string[] => types.flatMap((type) => expected(`the number of ${type}`, told(world, id, type), 1));

export const rotationsOf = ({ items }: World, id: IntegrationId): readonly Rotation[] =>
  items
    .filter(({ pk, sk }) => pk === `INT#${id}` && String(sk).startsWith("ROT#"))
    .map((item) => item["rotation"] as Rotation);

/** Somebody adds a secret of their own. Answers its id. */
export async function foreignSecret({ clients, userPoolId }: Stage, clientId: string): Promise<string> {
  const added = await clients.cognito.send(
    new AddUserPoolClientSecretCommand({ UserPoolId: userPoolId, ClientId: clientId }),
  );
  return added.ClientSecretDescriptor?.ClientSecretId ?? "";
}

/** Somebody deletes a secret. */
export const deleteSecret = ({ clients, userPoolId }: Stage, clientId: string, secretId: string): Promise<unknown> =>
  clients.cognito.send(
    new DeleteUserPoolClientSecretCommand({ UserPoolId: userPoolId, ClientId: clientId, ClientSecretId: secretId }),
  );

/** Ids of the client's live secrets, oldest first. */
export async function liveSecrets({ clients, userPoolId }: Stage, clientId: string): Promise<readonly string[]> {
  const answer = await clients.cognito.send(
    new ListUserPoolClientSecretsCommand({ UserPoolId: userPoolId, ClientId: clientId }),
  );
  return (answer.ClientSecrets ?? []).map(({ ClientSecretId: id }) => id ?? "").sort();
}

/** Lets the lease of a process that has died run out, and everything that it sent settle. */
export const outlast = ({ clock, services }: Stage): Promise<void> => {
  const { leaseMs, settleMs } = services.deployment.timing;
  return clock.jumpTo(clock.now() + leaseMs + settleMs + 1);
};

/** One pass of the reconciler as a process of its own. Its rows end with their process, not with a deadline. */
export async function pass(services: Services): Promise<boolean> {
  const report = await reconcile(services, { limit: 100, call: {}, attempt: () => ({}), hasTime: () => true });
  return report.pending === 0;
}
