import { eventOf } from "../../events.ts";
import type { Integration, IntegrationEvent } from "../../integration.ts";
import { type OvertakenUpdate, type RotateOperation, updateIn } from "../../operation.ts";
import type { Change } from "../../ports/registry.ts";
import { DAY_MS, hasEnded, type Rotation } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { changed, opened, overtaking } from "../change.ts";
import type { Held } from "../held.ts";
import { rotationData } from "./rotating.ts";

/** What is asked for. */
export type RotationRequest = Pick<Rotation, "startedBy" | "reason" | "overlapDays" | "retire">;

/** What is known of the client's secrets before. */
export interface Beginning {
  readonly step: "clear" | "stage";
  readonly knownIds: readonly string[];
  readonly previousVersion: string;
  /** Chosen by Secrets Manager when it drives the rotation. */
  readonly version?: string;
}

/**
 * The change that begins a rotation. One that is open is overtaken, which only a compromised secret justifies: the new operation
 * then waits until nothing of the old one can land any more, and begins with the rest of an update that was at work.
 */
export function begin(
  services: Pick<Engine, "ids" | "clock" | "deployment">,
  row: Integration,
  request: RotationRequest,
  { step, knownIds, previousVersion, version }: Beginning,
): Change & { readonly after: Held<RotateOperation> } {
  const { ids, clock } = services;
  const now = clock.now();
  const id = ids.rotation();
  const rotation: Rotation = {
    ...request,
    id,
    state: "staging",
    startedAt: now,
    retireAt: now + request.overlapDays * DAY_MS,
    version: version ?? ids.tokenFor(id),
    previousVersion,
    knownIds,
    notices: 0,
    ...overtakenBy(row),
  };
  const operation = opened(services, request.startedBy, { kind: "rotate" as const, step, ...updateOf(row) });
  const after = {
    ...changed(row, now, { state: "active", epoch: row.epoch + 1, currentRotation: rotation, verifiedAt: undefined }),
    operation: overtaking(operation, row.operation, now),
  };
  // Ids are made in this order, and lists are in theirs: the one that ends comes first.
  const overtaken = overtakenEvent(services, row, request.startedBy);
  const started = eventOf(services, row, "rotation.started", request.startedBy, rotationData(rotation));
  return { before: row, after, events: [...overtaken, started] };
}

function updateOf({ operation }: Integration): { readonly update?: OvertakenUpdate } {
  const update = updateIn(operation);
  return update === undefined ? {} : { update };
}

/**
 * By which rotation the live secrets are told apart. One that has not made room yet has added none itself: then it is the one that
 * it has overtaken in its turn.
 */
function overtakenBy({ currentRotation: open, operation }: Integration): Pick<Rotation, "overtook"> {
  if (open === undefined || hasEnded(open)) return {};
  if (operation?.kind !== "rotate" || operation.step !== "clear")
    return { overtook: { version: open.version, knownIds: open.knownIds } };
  return open.overtook === undefined ? {} : { overtook: open.overtook };
}

/** What is told of an open rotation that something stronger puts an end to. */
export function overtakenEvent(
  services: Pick<Engine, "ids" | "clock">,
  row: Integration,
  actor: Rotation["startedBy"],
): readonly IntegrationEvent[] {
  const { currentRotation: open } = row;
  if (open === undefined || hasEnded(open)) return [];
  return [eventOf(services, row, "rotation.aborted", actor, { ...rotationData(open), overtaken: true })];
}

/** The change that begins the second half of a rotation in overlap, or takes one back that is still staging. */
export function beginStep(
  services: Pick<Engine, "ids" | "clock" | "deployment">,
  row: Integration & { readonly currentRotation: Rotation },
  startedBy: Rotation["startedBy"],
  step: "retire" | "abort",
): Change & { readonly after: Held<RotateOperation> } {
  const now = services.clock.now();
  const operation = opened(services, startedBy, { kind: "rotate" as const, step, ...updateOf(row) });
  const { problem: _, ...currentRotation } = row.currentRotation;
  const after = {
    ...changed(row, now, { epoch: row.epoch + 1, currentRotation }),
    operation: overtaking(operation, row.operation, now),
  };
  return { before: row, after, events: [] };
}
