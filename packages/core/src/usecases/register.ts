import type { Caller } from "../caller.ts";
import { LatchkeyError } from "../errors.ts";
import { eventOf } from "../events.ts";
import type { Integration } from "../integration.ts";
import { leased, release, takeOver } from "../operations/change.ts";
import { finishRegistration } from "../operations/finish-registration.ts";
import {
  commit,
  createClient,
  failureOf,
  type Held,
  newSecret,
  type Provisioned,
  problemOf,
} from "../operations/provision.ts";
import { beginUndo, finishUndo } from "../operations/undo.ts";
import type { Payload, SecretMode } from "../payload.ts";
import type { Call } from "../ports/call.ts";
import type { IdempotencyClaim, ReserveOutcome } from "../ports/registry.ts";
import type { Secret } from "../secret.ts";
import type { Services } from "../services.ts";
import { readPayload, writePayload } from "./payload.ts";
import { type Plan, plan, type RegistrationInput } from "./plan.ts";

/** A key stays bound to its integration for a day. */
export const IDEMPOTENCY_MS = 24 * 60 * 60 * 1000;

export interface RegisterRequest {
  readonly caller: Caller;
  readonly input: RegistrationInput;
  readonly mode: SecretMode;
  readonly idempotency?: { readonly key: string; readonly requestHash: string };
}

/** Without a payload the integration is still `provisioning`: the reconciler finishes it. */
export interface Registration {
  readonly integration: Integration;
  readonly payload?: Payload;
  /** Answered from an earlier use of the same idempotency key. */
  readonly replayed: boolean;
}

/**
 * Registers an application: reserves it, provisions app client and secret in parallel, commits. Three round trips, four calls. What
 * AWS refuses for good is undone and thrown; what AWS leaves unknown is answered as `provisioning` and finished later, because a
 * create that may have happened must not be repeated before the clients have been listed. Throws `LatchkeyError`.
 */
export async function register(services: Services, request: RegisterRequest, call: Call): Promise<Registration> {
  const planned = plan(services, request.input);
  const row = draft(services, request, planned);
  const claim = claimOf(row, request);
  const context = { limits: services.deployment.limits, ...(claim && { claim }) };
  const outcome = await services.registry.reserve(row, context, call);
  if (outcome.kind === "key-used") return replay(services, request, outcome.claim, call);
  if (outcome.kind !== "reserved") throw refusal(services, outcome);
  return provision(services, request, { row, planned }, call);
}

function draft({ ids, clock, deployment }: Services, { caller, input }: RegisterRequest, planned: Plan): Held {
  const now = clock.now();
  const { pool, timing } = deployment;
  const operation = {
    id: ids.operation(),
    kind: "register" as const,
    step: "provision" as const,
    startedBy: caller.owner,
    startedAt: now,
    attempts: 0,
    leaseUntil: now,
    settlesAt: now,
    unknownClient: true,
  };
  return {
    id: ids.integration(),
    state: "provisioning",
    version: 1,
    epoch: 1,
    connector: planned.connector.id,
    name: input.name,
    owner: caller.owner,
    settings: planned.settings,
    labels: input.labels,
    userPoolId: pool.id,
    issuer: pool.issuer,
    login: pool.login,
    operation: leased(operation, now, timing),
    createdAt: now,
    updatedAt: now,
  };
}

function claimOf(row: Integration, { idempotency }: RegisterRequest): IdempotencyClaim | undefined {
  if (idempotency === undefined) return undefined;
  return { owner: row.owner, ...idempotency, integrationId: row.id, expiresAt: row.createdAt + IDEMPOTENCY_MS };
}

function refusal(
  { deployment }: Services,
  outcome: Exclude<ReserveOutcome, { kind: "reserved" | "key-used" }>,
): LatchkeyError {
  switch (outcome.kind) {
    case "name-taken":
      return new LatchkeyError(
        "name-taken",
        `You already have an integration with this name: ${outcome.by}. Choose another name, or remove that one.`,
        {
          errors: [{ pointer: "/name", detail: "Names are unique per owner, ignoring case. Choose another one." }],
          members: { integrationId: outcome.by },
        },
      );
    case "owner-full":
      return new LatchkeyError(
        "integration-limit",
        `You have ${deployment.limits.perOwner} integrations, as many as this deployment allows one owner. Remove one, or ask the operator to raise the limit.`,
      );
    case "styles-exhausted":
      return new LatchkeyError(
        "styles-exhausted",
        "The pool's 20 managed-login branding styles are taken, a quota that AWS does not raise. Remove an integration, or use a pool with the classic login.",
      );
  }
}

async function provision(
  services: Services,
  request: RegisterRequest,
  { row, planned }: { readonly row: Held; readonly planned: Plan },
  call: Call,
): Promise<Registration> {
  const secret = services.ids.clientSecret();
  const [stored, created] = await Promise.allSettled([
    services.secrets.create(newSecret(services, row, secret), call),
    createClient(services, row, planned.client, secret, call),
  ]);
  if (stored.status === "fulfilled" && created.status === "fulfilled" && stored.value.kind === "created") {
    const provisioned = { clientId: created.value, secretArn: stored.value.arn, secretVersion: stored.value.versionId };
    return confirm(services, request, { row, provisioned, secret }, call);
  }
  return giveUp(services, row, { stored, created }, call);
}

async function confirm(
  services: Services,
  { mode }: RegisterRequest,
  { row, provisioned, secret }: { readonly row: Held; readonly provisioned: Provisioned; readonly secret: Secret },
  call: Call,
): Promise<Registration> {
  try {
    if (row.login === "managed") await services.appClients.brand(services.deployment.pool, provisioned.clientId, call);
    const events =
      mode === "inline" ? [eventOf(services, row, "secret.revealed", row.owner, { by: "registration" })] : [];
    const committed = await commit(services, row, provisioned, { sweep: false, events }, call);
    if (!committed.mine) {
      services.log.warn("another attempt took the registration over", { integrationId: row.id });
      return { integration: committed.row ?? row, replayed: false };
    }
    const integration = committed.row ?? row;
    const payload = writePayload(services, integration, mode === "inline" ? secret : undefined);
    return { integration, payload, replayed: false };
  } catch (error) {
    return setBack(services, row, error, call);
  }
}

/** A step after the creations failed: client and secret are there, but the row does not know them. */
async function setBack(services: Services, row: Held, error: unknown, call: Call): Promise<Registration> {
  const failure = failureOf(error);
  const problem = problemOf(error);
  services.log.warn("provisioning not finished by its request", { integrationId: row.id, reasons: [String(error)] });
  const undoing = problem && (await beginUndo(services, row, problem, call));
  const integration = await release(services, undoing ?? row, {
    pending: failure === "unknown",
    unknownClient: true,
    waitMs: 0,
  });
  if (problem !== undefined) throw new LatchkeyError(problem.code, problem.detail, { cause: error });
  return { integration, replayed: false };
}

type Settled<T> = PromiseSettledResult<T>;

/** At least one of the two creations failed: takes back what is certain, leaves to the reconciler what is not. */
async function giveUp(
  services: Services,
  row: Held,
  { stored, created }: { readonly stored: Settled<unknown>; readonly created: Settled<string> },
  call: Call,
): Promise<Registration> {
  const errors = [created, stored].flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  const failures = errors.map(failureOf);
  services.log.warn("provisioning not finished by its request", { integrationId: row.id, reasons: errors.map(String) });
  const pending = failures.includes("unknown");
  const cause = errors.find((error) => problemOf(error) !== undefined);
  const problem = problemOf(cause);
  const clientIds = created.status === "fulfilled" ? [created.value] : [];
  // A client that was certainly not made needs no list before the next attempt; one that was made without its secret does.
  const unknownClient = created.status === "fulfilled" || failureOf(created.reason) === "unknown";
  if (problem === undefined)
    return { integration: await release(services, row, { pending, unknownClient, waitMs: 0 }), replayed: false };
  const undoing = await beginUndo(services, row, problem, call);
  if (undoing !== undefined && !pending) await undoNow(services, undoing, clientIds, call);
  else if (undoing !== undefined) await release(services, undoing, { pending, unknownClient, waitMs: 0 });
  throw new LatchkeyError(problem.code, problem.detail, { cause });
}

async function undoNow(services: Services, row: Held, clientIds: readonly string[], call: Call): Promise<void> {
  try {
    await finishUndo(services, row, clientIds, call);
  } catch (error) {
    await release(services, row, { pending: failureOf(error) === "unknown", unknownClient: true, waitMs: 0 });
  }
}

/** The key was used before: the same integration is answered, finished first if nobody is at it. */
async function replay(
  services: Services,
  request: RegisterRequest,
  claim: IdempotencyClaim,
  call: Call,
): Promise<Registration> {
  if (claim.requestHash !== request.idempotency?.requestHash)
    throw new LatchkeyError(
      "idempotency-key-reused",
      "This Idempotency-Key was used with another body. Use a new key for a new request.",
      {
        errors: [{ header: "Idempotency-Key", detail: "Send a key that has not been used with another body." }],
      },
    );
  const row = await services.registry.load(claim.integrationId, call);
  const now = services.clock.now();
  if (row === undefined || row.state === "failed" || row.state === "removing" || row.state === "removed")
    throw ended(claim);
  if (row.state === "active") return replayed(services, request, row, call);
  const { operation } = row;
  if (operation !== undefined && operation.leaseUntil > now)
    throw new LatchkeyError("in-flight", `The first request with this Idempotency-Key is still at work on ${row.id}.`, {
      retryAfter: Math.max(1, Math.ceil((operation.leaseUntil - now) / 1000)),
      members: { integrationId: row.id },
    });
  if (operation === undefined || operation.unknownClient || operation.settlesAt > now)
    return { integration: row, replayed: true };
  const held = await takeOver(services, { ...row, operation }, call);
  const finished = held && (await finishRegistration(services, held, [], call));
  if (finished?.state === "failed") throw ended(claim);
  return finished?.state === "active"
    ? replayed(services, request, finished, call)
    : { integration: finished ?? row, replayed: true };
}

async function replayed(
  services: Services,
  request: RegisterRequest,
  row: Integration,
  call: Call,
): Promise<Registration> {
  const { payload } = await readPayload(services, { caller: request.caller, id: row.id, mode: request.mode }, call);
  return { integration: row, payload, replayed: true };
}

const ended = (claim: IdempotencyClaim): LatchkeyError =>
  new LatchkeyError(
    "operation-ended",
    `The operation of this Idempotency-Key has ended: ${claim.integrationId} failed or was removed. Send the request again with a new key.`,
    {
      errors: [{ header: "Idempotency-Key", detail: "Use a new key to register again." }],
      members: { integrationId: claim.integrationId },
    },
  );
