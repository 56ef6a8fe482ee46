import { canonicalJson } from "../canonical-json.ts";
import { eventOf } from "../events.ts";
import type { Integration, IntegrationProblem } from "../integration.ts";
import type { Json } from "../json.ts";
import type { UpdateOperation, UpdateTarget } from "../operation.ts";
import type { AppClientUpdate, FieldDrift, UpdateOutcome } from "../ports/app-clients.ts";
import type { Call } from "../ports/call.ts";
import type { Change } from "../ports/registry.ts";
import type { Engine } from "../services.ts";
import { UpstreamError } from "../upstream.ts";
import { appClientOf } from "./app-client-of.ts";
import { backoff, changed, release, saveAndSee } from "./change.ts";
import type { Held } from "./held.ts";
import { ensureGroups } from "./own-groups.ts";
import { problemOf } from "./provision.ts";

/** What an update asks of Cognito. */
export function appClientUpdate(
  services: Pick<Engine, "catalogue" | "deployment">,
  row: Integration & { readonly clientId: string },
  target: Pick<UpdateTarget, "name" | "settings" | "identityProviders">,
  drift: UpdateOperation["drift"],
): AppClientUpdate {
  return {
    pool: services.deployment.pool,
    clientId: row.clientId,
    before: appClientOf(services, row),
    after: appClientOf(services, { ...row, ...target }),
    drift,
  };
}

/** An update that came to its end: the row with the new values, or with the old ones and the reason. */
export interface UpdateEnd {
  /** As it now stands; one that is still `updating` is tried again later. */
  readonly row: Integration | undefined;
  readonly problem?: IntegrationProblem;
}

/**
 * Brings the live client from the recorded values to the wanted ones and then writes these, or takes the update back. `tell`: nobody
 * waits for the answer, so that a failure is written into the row and the event trail.
 */
export async function finishUpdate(
  services: Engine,
  row: Held<UpdateOperation>,
  { tell }: { readonly tell: boolean },
  call: Call,
): Promise<UpdateEnd> {
  const { operation, clientId } = row;
  if (clientId === undefined) throw new Error(`integration ${row.id} has no client to update`);
  try {
    const problem = await applyUpdate(services, { ...row, clientId }, operation, call);
    const change =
      problem === undefined ? committed(services, row, operation) : takenBack(services, row, problem, { tell });
    const saved = await saveAndSee(services, change, call);
    return { row: saved.row, ...(problem && { problem }) };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    services.log.warn("update not finished by this attempt", { integrationId: row.id, reason: error.reason });
    const waitMs = backoff(operation.attempts, services.deployment.timing);
    return {
      row: await release(services, row, { pending: error.failure === "unknown", unknownClient: false, waitMs }),
    };
  }
}

/** Does to Cognito what an update wants. Answers why it never can be done, and throws `UpstreamError` where it may yet be. */
export async function applyUpdate(
  services: Engine,
  row: Integration & { readonly clientId: string },
  { target, drift }: Pick<UpdateOperation, "target" | "drift">,
  call: Call,
): Promise<IntegrationProblem | undefined> {
  try {
    await ensureGroups(services, row, target, call);
    const outcome = await services.appClients.update(appClientUpdate(services, row, target, drift), call);
    return outcome.kind === "updated" ? undefined : obstacleProblem(outcome);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    services.log.warn("update refused", { integrationId: row.id, reason: String(error) });
    return problem;
  }
}

/** The change to the new values. `verifiedAt` is cleared: what was proven was the client as it was. */
export function committed(
  services: Pick<Engine, "catalogue" | "ids" | "clock">,
  row: Integration,
  { target, startedBy }: Pick<UpdateOperation, "target" | "startedBy">,
): Change {
  const after = changed(row, services.clock.now(), {
    ...target,
    rotation: target.rotation,
    signUp: target.signUp,
    access: target.access,
    groupsClaim: services.catalogue.get(row.connector)?.groupsClaim?.(target.settings),
    state: "active",
    operation: undefined,
    problem: undefined,
    verifiedAt: undefined,
  });
  const event = eventOf(services, row, "integration.updated", startedBy, { changed: changedMembers(row, target) });
  return { before: row, after, events: [event] };
}

/** What differs: editable members, and the identity providers if the deployment has others by now. */
export const changedMembers = (row: Integration, target: UpdateTarget): readonly string[] =>
  (["name", "settings", "labels", "rotation", "signUp", "access", "identityProviders"] as const).filter(
    (member) => textOf(jsonOf(row[member])) !== textOf(jsonOf(target[member])),
  );

// Interfaces have no index signature, but are JSON all the same.
const jsonOf = (value: Editable): Json | undefined => value as Json | undefined;

type Editable = UpdateTarget[keyof UpdateTarget];

/** Order makes no difference: the table does not keep it. */
const textOf = (value: Json | undefined): string => (value === undefined ? "" : canonicalJson(value));

/** The change back to the old values, which are all that the row ever showed. */
export function takenBack(
  services: Pick<Engine, "ids" | "clock">,
  row: Integration,
  problem: IntegrationProblem,
  { tell }: { readonly tell: boolean },
): Change {
  const after = changed(row, services.clock.now(), {
    state: "active",
    operation: undefined,
    problem: tell ? problem : undefined,
  });
  const event = eventOf(services, row, "integration.update-failed", "latchkey", { code: problem.code });
  return { before: row, after, events: tell ? [event] : [] };
}

/** Why an update cannot be made, in words for the one who asked for it. */
export function obstacleProblem(outcome: Exclude<UpdateOutcome, { kind: "updated" }>): IntegrationProblem {
  switch (outcome.kind) {
    case "absent":
      return {
        code: "client-gone",
        detail:
          "The app client is not in the user pool any more: it was deleted there. Remove the integration and register it again.",
      };
    case "unknown-fields":
      return {
        code: "unknown-live-field",
        detail: `The app client has settings that this version of Latchkey does not know (${outcome.fields.join(", ")}), and Cognito would reset them. Nothing was changed. Update Latchkey first.`,
      };
    case "drifted":
      return {
        code: "drifted",
        detail: `Somebody else has changed in Cognito what this update changes too: ${outcome.drift.map(inWords).join("; ")}. Nothing was changed. Send ?drift=overwrite to replace it.`,
      };
  }
}

const inWords = ({ field, recorded, live }: FieldDrift): string =>
  `${field} is ${JSON.stringify(live)} instead of ${JSON.stringify(recorded)}`;
