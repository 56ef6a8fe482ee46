import type { Json } from "@latchkey/core/json";
import type { StartRotationRequest } from "@latchkey/core/usecases/rotations/start-rotation";
import { invalidBody, parseBody } from "./parse-body.ts";
import { rotationRequestSchema } from "./schemas/rotation-request.ts";

type RotationInput = Pick<StartRotationRequest, "reason" | "overlapDays" | "retire">;

/** The body of a rotation's start, if there is one. Throws `invalid-body`, also for what a compromised secret leaves no time for. */
export function parseRotationRequest(body: Json | undefined): RotationInput {
  const { reason = "requested", overlapDays, retire } = parseBody(rotationRequestSchema, body ?? {});
  const given = { ...(overlapDays !== undefined && { overlapDays }), ...(retire !== undefined && { retire }) };
  const needless = reason === "compromised" ? Object.keys(given) : [];
  if (needless.length === 0) return { reason, ...given };
  throw invalidBody(
    needless.map((member) => ({
      pointer: `/${member}`,
      detail: "A compromised secret is deleted as soon as the new one is good; remove this member.",
    })),
  );
}
