import type { ArtifactInput } from "@latchkey/core/connector";
import * as z from "zod/mini";
import { deferred, redirectUrls, withDefault } from "../schema/fields.ts";

/** Settings of the generic connector, in form order. */
export const genericOidcSettings = deferred(() =>
  z.strictObject({
    callbackUrls: redirectUrls({
      min: 1,
      title: "Callback URLs",
      description: "Where Cognito sends people after sign-in. The product's documentation calls it redirect URI.",
      entry: "Callback URL",
      examples: [["https://app.example.com/oauth2/callback"]],
    }),
    logoutUrls: withDefault(
      redirectUrls({
        min: 0,
        title: "Logout URLs",
        description: "Where Cognito may send people after sign-out. None, if the product does not sign out of Cognito.",
        entry: "Logout URL",
        examples: [["https://app.example.com/"]],
      }),
      [],
    ),
  }),
);

/** What both artifacts are written from. */
export type GenericOidcInput = ArtifactInput<z.output<typeof genericOidcSettings>>;
