import { eventTypes } from "@latchkey/core/integration";
import * as z from "zod/mini";
import { described, instant, integrationId } from "./text.ts";

/** Something that happened to an integration. */
export const eventSchema = z
  .object({
    id: z
      .string()
      .check(z.regex(/^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/), z.describe("Time-ordered: ids made later sort later.")),
    type: z.enum(eventTypes).check(z.describe("What happened. There may be more of them later: leave those alone.")),
    integrationId,
    actor: described(
      "Who asked for it, `client:<client id>` or `user:<subject>`; `latchkey` for what nobody asked for.",
    ),
    at: instant("When it happened."),
    data: z.record(z.string(), z.unknown()).check(z.describe("What there is to know beyond that, by type.")),
  })
  .check(z.describe("Something that happened to an integration. Never holds a secret."));

/** Events of one integration. */
export const integrationEventListSchema = z
  .object({
    items: z.array(eventSchema).check(z.describe("Newest first.")),
    nextCursor: z.nullable(z.string()).check(z.describe("Send it as `cursor` for the next page; null at the end.")),
  })
  .check(z.describe("One page of an integration's events."));

/** Events of all integrations. */
export const eventListSchema = z
  .object({
    items: z.array(eventSchema).check(z.describe("Oldest first.")),
    nextCursor: z
      .nullable(z.string())
      .check(
        z.describe(
          "Send it as `after` for the next page; null when there is no more for now, and then the last event seen is the place to go on from.",
        ),
      ),
  })
  .check(z.describe("One page of the events of all integrations."));

export type EventRepresentation = z.infer<typeof eventSchema>;
export type EventListRepresentation = z.infer<typeof eventListSchema>;
