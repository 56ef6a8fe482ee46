import { type Caller, maySee } from "../caller.ts";
import { LatchkeyError, notFound, operationOpen } from "../errors.ts";
import type { IntegrationId } from "../ids.ts";
import { type Integration, isVisible } from "../integration.ts";
import type { DriftMode, UpdateTarget } from "../operation.ts";
import { changed, opened, saveAndSee } from "../operations/change.ts";
import {
  appClientUpdate,
  changedMembers,
  committed,
  finishUpdate,
  obstacleProblem,
} from "../operations/finish-update.ts";
import { isUnchanged } from "../operations/is-unchanged.ts";
import { groupsNamed, ownGroups } from "../operations/own-groups.ts";
import type { Call } from "../ports/call.ts";
import type { Engine } from "../services.ts";
import { changedArtifacts } from "./changed-artifacts.ts";
import { nameTaken } from "./name-taken.ts";
import { plan, type RegistrationInput } from "./plan.ts";

/** What a caller may edit, as it stands; a patch makes a new one of it. */
export type Editable = Omit<RegistrationInput, "connector">;

export interface UpdateRequest {
  readonly caller: Caller;
  readonly id: IntegrationId;
  /** Whether the row has one of the entity tags that the caller holds (`If-Match`, RFC 9110 13.1.1). */
  readonly matches: (row: Integration) => boolean;
  /** Applies the patch, and checks the outcome for form. Throws `invalid-body`. */
  readonly edit: (current: Editable) => Editable;
  readonly drift: DriftMode;
}

/** While the integration's operation still has the update in it (`updateIn`), it is not finished: the reconciler does that. */
export interface Update {
  readonly integration: Integration;
  /** Names of the artifacts whose text is another now, so that the application has to get them again. */
  readonly changedArtifacts: readonly string[];
}

/**
 * Changes name, settings, labels and rotation policy of an active integration. Cognito's client is only touched where it has to be,
 * by read–merge–write; everything else about it stays as it is. Throws `LatchkeyError`; nothing was changed then.
 */
export async function update(services: Engine, request: UpdateRequest, call: Call): Promise<Update> {
  const row = await editable(services, request, call);
  const { name, settings, labels, rotation, signUp, access } = row;
  const target = request.edit({ name, settings, labels, rotation, signUp, access });
  const asker = { admin: request.caller.admin, before: row };
  const planned = plan(services, { connector: row.connector, ...target }, asker);
  const wanted: UpdateTarget = {
    name: target.name,
    settings: planned.settings,
    labels: target.labels,
    identityProviders: services.deployment.pool.identityProviders,
    ...(target.rotation !== undefined && { rotation: target.rotation }),
    ...planned.policies,
  };
  const changes = { changedArtifacts: changedArtifacts(services, row, wanted) };
  if (isSame(row, wanted)) return { integration: row, changedArtifacts: [] };
  const integration = needsAws(services, row, wanted)
    ? await updateClient(services, { row, wanted, request }, call)
    : await updateRow(services, { row, wanted, request }, call);
  return { integration, ...changes };
}

type Active = Integration & { readonly clientId: string };

async function editable(
  { registry, clock }: Engine,
  { caller, id, matches }: UpdateRequest,
  call: Call,
): Promise<Active> {
  const row = await registry.load(id, call);
  const now = clock.now();
  if (row === undefined || !isVisible(row, now) || !maySee(caller, row.owner)) throw notFound(id);
  if (!matches(row)) throw stale();
  if (row.operation !== undefined && row.state !== "provisioning")
    throw operationOpen(id, { leaseUntil: row.operation.leaseUntil, now });
  const { clientId } = row;
  if (row.state === "active" && clientId !== undefined) return { ...row, clientId };
  throw new LatchkeyError("not-ready", `The integration is ${row.state}; only an active one can be changed.`, {
    ...(row.state === "provisioning" && { retryAfter: 2 }),
    members: { state: row.state },
  });
}

const isSame = (row: Integration, wanted: UpdateTarget): boolean => changedMembers(row, wanted).length === 0;

interface Work {
  readonly row: Active;
  readonly wanted: UpdateTarget;
  readonly request: UpdateRequest;
}

/** Whether the app client changes, or a group has to be made. */
function needsAws(services: Engine, row: Active, wanted: UpdateTarget): boolean {
  const { before, after } = appClientUpdate(services, row, wanted, "refuse");
  const known = groupsNamed(row.id, row);
  const hasNewGroup = groupsNamed(row.id, wanted).some((group) => !known.includes(group));
  return hasNewGroup || JSON.stringify(before) !== JSON.stringify(after);
}

/** Labels, policies, and settings that only the artifacts show. */
async function updateRow(services: Engine, { row, wanted, request }: Work, call: Call): Promise<Integration> {
  const change = committed(services, row, { target: wanted, startedBy: request.caller.owner });
  const after = await saveAndSee(services, change, call);
  if (after.refused?.kind === "name-taken") throw nameTaken();
  if (!after.mine) throw after.unknown ?? stale();
  return after.row ?? row;
}

async function updateClient(services: Engine, { row, wanted, request }: Work, call: Call): Promise<Integration> {
  const { drift, caller } = request;
  const obstacle = await services.appClients.checkUpdate(appClientUpdate(services, row, wanted, drift), call);
  // The client may be as another update has just left it, which is nobody's drift.
  if (obstacle !== undefined)
    throw (await isUnchanged(services, row, call)) ? refusal(obstacleProblem(obstacle)) : stale();
  const operation = opened(services, caller.owner, {
    kind: "update" as const,
    step: "apply" as const,
    target: wanted,
    drift,
  });
  // Noted before they are made: a removal that comes in between has to know them.
  const groups = ownGroups(row, wanted);
  const after = { ...changed(row, services.clock.now(), { state: "updating", groups }), operation };
  const saved = await saveAndSee(services, { before: row, after, events: [] }, call);
  if (saved.refused?.kind === "name-taken") throw nameTaken();
  if (!saved.mine) throw saved.unknown ?? stale();
  const end = await finishUpdate(services, after, { tell: false }, call);
  if (end.problem !== undefined) throw refusal(end.problem);
  return left(services, end.row, row.id);
}

/** The integration after an update; a removal may have overtaken it. A compromised rotation takes it with it instead. */
function left({ clock }: Engine, row: Integration | undefined, id: IntegrationId): Integration {
  if (row === undefined || row.state === "removed") throw notFound(id);
  const now = clock.now();
  if (row.state === "removing") throw operationOpen(id, { leaseUntil: now, now });
  return row;
}

const refusal = ({ code, detail }: { readonly code: LatchkeyError["code"]; readonly detail: string }): LatchkeyError =>
  new LatchkeyError(code, detail);

const stale = (): LatchkeyError =>
  new LatchkeyError(
    "precondition-failed",
    "The integration has changed since you read it. Read it again, and send the patch with its present ETag.",
    { errors: [{ header: "If-Match", detail: "Send the ETag of the integration as it is now." }] },
  );
