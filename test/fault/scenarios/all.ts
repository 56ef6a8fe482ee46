import type { Scenario } from "../harness/scenario.ts";
import { reads } from "./read.ts";
import { reconciliations, rotationReconciliations } from "./reconcile.ts";
import { registrations } from "./registration.ts";
import { removals } from "./remove.ts";
import { rotationEndings, rotationStarts } from "./rotate.ts";
import { secretsManagerSteps } from "./secrets-manager.ts";
import { updates } from "./update.ts";

/** Every change that is tried with faults. */
export const scenarios: readonly Scenario[] = [
  ...registrations,
  ...updates,
  ...rotationStarts,
  ...rotationEndings,
  ...secretsManagerSteps,
  ...removals,
  ...reads,
  ...reconciliations,
  ...rotationReconciliations,
];
