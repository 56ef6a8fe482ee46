import type { ConnectorDescription } from "@latchkey/connectors/description";
import * as z from "zod/mini";
import { described } from "./text.ts";

const carriers = z.array(z.enum(["id-token", "access-token", "user-info"]));

/** How a product copes with Cognito. */
export const quirksSchema = z
  .object({
    illegalScopes: z
      .array(z.string())
      .check(z.describe("Scopes that products often ask for and Cognito refuses, together with the whole request.")),
    claims: z.record(z.string(), carriers).check(z.describe("Which answers of Cognito carry a claim.")),
    logout: z
      .enum(["cognito-native", "full-url", "append-safe", "rp-initiated-only", "none"])
      .check(z.describe("How a sign-out reaches Cognito, if it does.")),
    pkce: z
      .enum(["forced", "detected", "none", "up-to-the-product"])
      .check(z.describe("`forced`: switched on by the artifacts. `detected`: only if discovery announces it.")),
    usernameClaim: z
      .nullable(z.string())
      .check(z.describe("The claim that the product's user name is made from; null where the product decides.")),
  })
  .check(z.describe("What the product makes of Cognito's peculiarities."));

/** A catalogue entry. */
export const connectorSchema = z
  .object({
    id: described("Send it as `connector` when registering."),
    name: described("The product's name."),
    category: described("For grouping a list of connectors."),
    source: z
      .object({ url: described("The product's own page."), readAt: described("The day on which it was last read.") })
      .check(z.describe("Where the connector's facts come from.")),
    settings: z
      .record(z.string(), z.unknown())
      .check(
        z.describe(
          "JSON Schema 2020-12 of the settings, fit for a form: properties in form order, with titles, descriptions, defaults and examples; choices as `oneOf` of `const` and `title`.",
        ),
      ),
    artifacts: z
      .array(
        z.object({
          name: z.string(),
          method: z.string(),
          title: z.string(),
          mediaType: z.string(),
          apply: z.enum(["create", "merge", "replace", "run", "enter"]),
        }),
      )
      .check(z.describe("What its payload holds.")),
    quirks: quirksSchema,
    proof: z
      .nullable(z.record(z.string(), z.unknown()))
      .check(z.describe("What the last proof with the product itself found; null until there is one.")),
  })
  .check(z.describe("How one product is connected to Cognito."));

/** All connectors. */
export const connectorListSchema = z
  .object({ items: z.array(connectorSchema), nextCursor: z.null() })
  .check(z.describe("All connectors, in one page."));

/** A catalogue entry as it is answered; a test validates the generated ones by the schema above. */
export type ConnectorRepresentation = ConnectorDescription;
