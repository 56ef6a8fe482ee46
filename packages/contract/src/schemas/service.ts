import * as z from "zod/mini";
import { problemCodeSchema } from "./failure.ts";
import { described } from "./text.ts";

/** Where in the request a fault lies, and the fix; exactly one location is there. */
export const fieldErrorSchema = z
  .union([
    z.object({ pointer: described("RFC 6901 pointer into the body."), detail: described("The fix in words.") }),
    z.object({ parameter: described("Name of a query parameter."), detail: described("The fix in words.") }),
    z.object({ header: described("Name of a header."), detail: described("The fix in words.") }),
  ])
  .check(z.describe("Where in the request a fault lies, and the fix."));

/** RFC 9457, with a code, the request's id and every fault by its place. */
export const problemSchema = z
  .object({
    type: z.string().check(z.regex(/^urn:latchkey:problem:[a-z-]+$/), z.describe("`urn:latchkey:problem:<code>`.")),
    title: described("The kind of problem; the same for every occurrence of a code."),
    status: z.int().check(z.gte(400), z.lte(599), z.describe("The answer's HTTP status.")),
    detail: described("What happened this time, and what to do."),
    code: problemCodeSchema,
    requestId: described("Under this id the operator finds the request in the log."),
    errors: z.optional(z.array(fieldErrorSchema)).check(z.describe("Every fault of the request by its place.")),
    integrationId: z.optional(z.string()).check(z.describe("The integration that the problem is about.")),
    rotationId: z.optional(z.string()).check(z.describe("The rotation that the problem is about.")),
    state: z.optional(z.string()).check(z.describe("The state of that integration or rotation.")),
  })
  .check(z.describe("A refusal as RFC 9457 problem details."));

/** What the gateway itself answers, before any of our code runs. */
export const gatewayMessageSchema = z
  .object({ message: described("The gateway's own words, for example `Unauthorized`.") })
  .check(z.describe("What API Gateway itself answers, before any of our code runs."));

export const healthSchema = z.object({ status: z.literal("ok") }).check(z.describe("The service answers."));

export type ProblemRepresentation = z.infer<typeof problemSchema>;
export type HealthRepresentation = z.infer<typeof healthSchema>;
