import type { ArtifactInput } from "@latchkey/core/connector";
import * as z from "zod/mini";
import { baseUrl, deferred } from "../schema/fields.ts";

/** Settings of the Appsmith connector. */
export const appsmithSettings = deferred(() =>
  z.strictObject({
    baseUrl: baseUrl({
      title: "Appsmith address",
      description: "The address that people open Appsmith at: its custom domain, without a trailing slash.",
      examples: ["https://appsmith.example.com"],
    }),
  }),
);

/** The settings as they are stored and as artifacts are written from. */
export type AppsmithSettings = z.output<typeof appsmithSettings>;

/** What the artifacts are written from. */
export type AppsmithInput = ArtifactInput<AppsmithSettings>;

/** Where Cognito sends people after sign-in: the path of Spring Security, with the registration `oidc`. */
export const callbackUrl = ({ baseUrl: base }: AppsmithSettings): string => `${base}/login/oauth2/code/oidc`;

/** Registered as logout URL, for a sign-out that is begun at Cognito. */
export const loginPageUrl = ({ baseUrl: base }: AppsmithSettings): string => `${base}/user/login`;
