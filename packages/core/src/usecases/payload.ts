import { type Caller, maySee, type Owner } from "../caller.ts";
import { LatchkeyError, notFound, secretGone } from "../errors.ts";
import { eventOf } from "../events.ts";
import type { IntegrationId } from "../ids.ts";
import { type Integration, isVisible } from "../integration.ts";
import { secretName } from "../names.ts";
import { isUnchanged } from "../operations/is-unchanged.ts";
import type { Payload, SecretMode } from "../payload.ts";
import type { Call } from "../ports/call.ts";
import type { Secret } from "../secret.ts";
import type { Services } from "../services.ts";
import { buildPayload } from "./build-payload.ts";

export interface PayloadRequest {
  readonly caller: Caller;
  readonly id: IntegrationId;
  readonly mode: SecretMode;
}

export interface IntegrationPayload {
  readonly integration: Integration;
  readonly payload: Payload;
}

type Reader = Pick<Services, "registry" | "secrets" | "catalogue" | "clock" | "ids" | "deployment">;

/**
 * The artifacts of an active integration. With the secret inline, row, secret and the audit entry go in one round trip, and the
 * value is dropped unless all three succeed: nothing is shown that was not recorded first. Throws `not-found`, `not-ready`.
 */
export async function readPayload(services: Reader, request: PayloadRequest, call: Call): Promise<IntegrationPayload> {
  const { registry, clock } = services;
  const { caller, id, mode } = request;
  if (mode === "reference") {
    const integration = ready(await registry.load(id, call), request, clock.now());
    return { integration, payload: writePayload(services, integration, undefined) };
  }
  const [written, recorded] = await Promise.all([
    writeInline(services, request, call),
    record(services, request, caller.owner, call),
  ]);
  const { integration } = written;
  // An admin's entry about somebody else's integration needs that owner's name, which only the row knows.
  const entered =
    integration.owner === caller.owner ? recorded : await record(services, request, integration.owner, call);
  if (entered === "refused") throw overtaken(integration);
  return written;
}

/** Written as soon as row and secret are there, so that the audit entry is all that anybody waits for. */
async function writeInline(services: Reader, request: PayloadRequest, call: Call): Promise<IntegrationPayload> {
  const { registry, secrets, clock, deployment } = services;
  const [row, stored] = await Promise.all([
    registry.load(request.id, call),
    secrets.read(secretName(deployment.name, request.id), call),
  ]);
  const integration = ready(row, request, clock.now());
  if (stored === undefined)
    throw (await isUnchanged({ registry }, integration, call)) ? secretGone(integration.id) : overtaken(integration);
  return { integration, payload: writePayload(services, integration, stored.secret) };
}

/** The audit entry of a reveal, written only if the integration is active and has that owner. */
function record(
  services: Reader,
  { caller, id }: PayloadRequest,
  owner: Owner,
  call: Call,
): Promise<"appended" | "refused"> {
  const event = eventOf(services, { id, owner }, "secret.revealed", caller.owner, { by: "payload" });
  return services.registry.appendIfActive(event, owner, call);
}

function ready(row: Integration | undefined, { caller, id }: PayloadRequest, now: number): Integration {
  if (row === undefined || !isVisible(row, now) || !maySee(caller, row.owner)) throw notFound(id);
  if (row.state !== "active") throw notReady(row);
  return row;
}

const notReady = (row: Integration): LatchkeyError =>
  new LatchkeyError("not-ready", `The integration is ${row.state}; its payload is there once it is active.`, {
    ...((row.state === "provisioning" || row.state === "updating") && { retryAfter: 2 }),
    members: { state: row.state },
  });

const overtaken = (row: Integration): LatchkeyError =>
  new LatchkeyError("not-ready", "The integration changed while it was read. Look at it again.", {
    retryAfter: 1,
    members: { state: row.state },
  });

/** The payload of an active integration: with the live secret, or by reference without it. */
export function writePayload(
  { catalogue, deployment }: Pick<Services, "catalogue" | "deployment">,
  row: Integration,
  secret: Secret | undefined,
): Payload {
  const connector = catalogue.get(row.connector);
  if (connector === undefined || row.clientId === undefined)
    throw new Error(`integration ${row.id} cannot be rendered`);
  const { pool } = deployment;
  const clientSecret =
    secret === undefined
      ? {
          kind: "reference" as const,
          name: secretName(deployment.name, row.id),
          arn: row.secretArn,
          region: pool.region,
        }
      : { kind: "inline" as const, secret };
  const credentials = { clientId: row.clientId, clientSecret };
  const payload = buildPayload({ connector, settings: row.settings, name: row.name, pool, credentials });
  return { ...payload, notes: [...overlapNote(row), ...payload.notes] };
}

/** While two secrets are live, whoever gets the payload is the one to say that the new one has arrived. */
function overlapNote({ id, currentRotation }: Integration): readonly string[] {
  if (currentRotation?.state !== "overlap") return [];
  return [
    `The client secret was rotated, and the old one is still good. Once the application runs with this one, send POST /v1/integrations/${id}/rotations/${currentRotation.id}/complete, which deletes the old one.`,
  ];
}
