import type { Caller } from "../caller.ts";
import { LatchkeyError } from "../errors.ts";
import type { Integration } from "../integration.ts";
import type { RegisterOperation } from "../operation.ts";
import { opened, release, takeOver } from "../operations/change.ts";
import { finishRegistration } from "../operations/finish-registration.ts";
import type { Held } from "../operations/held.ts";
import { ensureGroups, ownGroups } from "../operations/own-groups.ts";
import { commit, createClient, failureOf, newSecret, type Provisioned, problemOf } from "../operations/provision.ts";
import { beginUndo, finishUndo } from "../operations/undo.ts";
import type { Payload, SecretMode } from "../payload.ts";
import type { Call } from "../ports/call.ts";
import type { IdempotencyClaim, ReserveOutcome } from "../ports/registry.ts";
import type { Secret } from "../secret.ts";
import type { Engine } from "../services.ts";
import { IDEMPOTENCY_MS, keyReused } from "./idempotency.ts";
import { nameTaken } from "./name-taken.ts";
import { readPayload, writePayload } from "./payload.ts";
import { type Plan, plan, type RegistrationInput } from "./plan.ts";

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
export async function register(services: Engine, request: RegisterRequest, call: Call): Promise<Registration> {
  const planned = plan(services, request.input, { admin: request.caller.admin, before: {} });
  const row = draft(services, request, planned);
  const claim = claimOf(row, request);
  const context = { limits: services.deployment.limits, ...(claim && { claim }) };
  const outcome = await services.registry.reserve(row, context, call);
  if (outcome.kind === "key-used") return replay(services, request, outcome.claim, call);
  if (outcome.kind !== "reserved") throw refusal(services, outcome);
  return provision(services, request, { row, planned }, call);
}

function draft(
  { ids, clock, deployment }: Engine,
  { caller, input }: RegisterRequest,
  planned: Plan,
): Held<RegisterOperation> {
  const now = clock.now();
  const { pool } = deployment;
  const operation = opened({ ids, clock, deployment }, caller.owner, {
    kind: "register" as const,
    step: "provision" as const,
  });
  const id = ids.integration();
  const groups = ownGroups({ id }, planned.policies);
  const groupsClaim = planned.connector.groupsClaim?.(planned.settings);
  return {
    id,
    state: "provisioning",
    version: 1,
    epoch: 1,
    connector: planned.connector.id,
    name: input.name,
    owner: caller.owner,
    settings: planned.settings,
    labels: input.labels,
    ...(input.rotation && { rotation: input.rotation }),
    ...planned.policies,
    ...(groups && { groups }),
    ...(groupsClaim !== undefined && { groupsClaim }),
    userPoolId: pool.id,
    issuer: pool.issuer,
    login: pool.login,
    identityProviders: pool.identityProviders,
    operation: { ...operation, unknownClient: true },
    createdAt: now,
    updatedAt: now,
  };
}

function claimOf(row: Integration, { idempotency }: RegisterRequest): IdempotencyClaim | undefined {
  if (idempotency === undefined) return undefined;
  return { owner: row.owner, ...idempotency, integrationId: row.id, expiresAt: row.createdAt + IDEMPOTENCY_MS };
}

function refusal(
  { deployment }: Engine,
  outcome: Exclude<ReserveOutcome, { kind: "reserved" | "key-used" }>,
): LatchkeyError {
  switch (outcome.kind) {
    case "name-taken":
      return nameTaken(outcome.by);
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
  services: Engine,
  request: RegisterRequest,
  { row, planned }: { readonly row: Held<RegisterOperation>; readonly planned: Plan },
  call: Call,
): Promise<Registration> {
  const secret = services.ids.clientSecret();
  const [stored, created, grouped] = await Promise.allSettled([
    services.secrets.create(newSecret(services, row, secret), call),
    createClient(services, row, planned.client, secret, call),
    ensureGroups(services, row, planned.policies, call),
  ]);
  if (
    stored.status === "fulfilled" &&
    created.status === "fulfilled" &&
    grouped.status === "fulfilled" &&
    stored.value.kind === "created"
  ) {
    const provisioned = { clientId: created.value, secretArn: stored.value.arn, secretVersion: stored.value.versionId };
    return confirm(services, request, { row, provisioned, secret }, call);
  }
  return giveUp(services, row, { created, others: [stored, grouped] }, call);
}

async function confirm(
  services: Engine,
  { mode }: RegisterRequest,
  {
    row,
    provisioned,
    secret,
  }: { readonly row: Held<RegisterOperation>; readonly provisioned: Provisioned; readonly secret: Secret },
  call: Call,
): Promise<Registration> {
  try {
    if (row.login === "managed") await services.appClients.brand(services.deployment.pool, provisioned.clientId, call);
    const committed = await commit(services, row, provisioned, { sweep: false, reveals: mode === "inline" }, call);
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
async function setBack(
  services: Engine,
  row: Held<RegisterOperation>,
  error: unknown,
  call: Call,
): Promise<Registration> {
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

/** At least one of the creations failed: takes back what is certain, leaves to the reconciler what is not. */
async function giveUp(
  services: Engine,
  row: Held<RegisterOperation>,
  { created, others }: { readonly created: Settled<string>; readonly others: readonly Settled<unknown>[] },
  call: Call,
): Promise<Registration> {
  const errors = [created, ...others].flatMap((result) =>
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

async function undoNow(
  services: Engine,
  row: Held<RegisterOperation>,
  clientIds: readonly string[],
  call: Call,
): Promise<void> {
  try {
    await finishUndo(services, row, clientIds, call);
  } catch (error) {
    await release(services, row, { pending: failureOf(error) === "unknown", unknownClient: true, waitMs: 0 });
  }
}

/** The key was used before: the same integration is answered, finished first if nobody is at it. */
async function replay(
  services: Engine,
  request: RegisterRequest,
  claim: IdempotencyClaim,
  call: Call,
): Promise<Registration> {
  if (claim.requestHash !== request.idempotency?.requestHash) throw keyReused();
  const row = await services.registry.load(claim.integrationId, call);
  const now = services.clock.now();
  if (row === undefined || row.state === "failed" || row.state === "removing" || row.state === "removed")
    throw ended(claim);
  if (row.state === "active" || row.state === "updating") return replayed(services, request, row, call);
  const { operation } = row;
  if (operation !== undefined && operation.leaseUntil > now)
    throw new LatchkeyError("in-flight", `The first request with this Idempotency-Key is still at work on ${row.id}.`, {
      retryAfter: Math.max(1, Math.ceil((operation.leaseUntil - now) / 1000)),
      members: { integrationId: row.id },
    });
  if (operation?.kind !== "register" || operation.unknownClient || operation.settlesAt > now)
    return { integration: row, replayed: true };
  const held = await takeOver(services, { ...row, operation }, call);
  const finished = held && (await finishRegistration(services, held, [], call));
  if (finished?.state === "failed") throw ended(claim);
  return finished?.state === "active"
    ? replayed(services, request, finished, call)
    : { integration: finished ?? row, replayed: true };
}

async function replayed(
  services: Engine,
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
