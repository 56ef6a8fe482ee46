import { LatchkeyError } from "../errors.ts";
import type { IntegrationId } from "../ids.ts";

/** Another integration of the owner has the name. */
export const nameTaken = (by?: IntegrationId): LatchkeyError =>
  new LatchkeyError(
    "name-taken",
    `You already have an integration with this name${by === undefined ? "" : `: ${by}`}. Choose another name, or remove that one.`,
    {
      errors: [{ pointer: "/name", detail: "Names are unique per owner, ignoring case. Choose another one." }],
      ...(by !== undefined && { members: { integrationId: by } }),
    },
  );
