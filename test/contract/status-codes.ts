import { commonCases } from "./status-cases/common.ts";
import { healthCases } from "./status-cases/health.ts";
import { lostWriteCases } from "./status-cases/lost-writes.ts";
import { readCases } from "./status-cases/reads.ts";
import { registrationCases } from "./status-cases/registrations.ts";
import { rotationCases } from "./status-cases/rotations.ts";
import type { StatusCase } from "./status-cases/status-case.ts";
import { updateCases } from "./status-cases/updates.ts";

/** For each operation and each answer that the document promises, a request that gets it. */
export const statusCases: readonly StatusCase[] = [
  ...commonCases,
  ...readCases,
  ...registrationCases,
  ...updateCases,
  ...rotationCases,
  ...healthCases,
  ...lostWriteCases,
];
