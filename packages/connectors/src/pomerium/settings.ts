import type { ArtifactInput } from "@latchkey/core/connector";
import * as z from "zod/mini";
import { deferred, httpsOrigin } from "../schema/fields.ts";

/** Settings of the Pomerium connector. */
export const pomeriumSettings = deferred(() =>
  z.strictObject({
    authenticateUrl: httpsOrigin({
      title: "Address of the authenticate service",
      description:
        "authenticate_service_url: https and a host of its own, without a path. Pomerium's hosted authenticate service takes no user pool.",
      examples: ["https://authenticate.example.com"],
    }),
  }),
);

/** The settings as they are stored and as artifacts are written from. */
export type PomeriumSettings = z.output<typeof pomeriumSettings>;

/** What the artifacts are written from. */
export type PomeriumInput = ArtifactInput<PomeriumSettings>;

/** Where Cognito sends people after sign-in. The path is fixed since Pomerium 0.32. */
export const callbackUrl = ({ authenticateUrl }: PomeriumSettings): string => `${authenticateUrl}/oauth2/callback`;

/** Where Pomerium has Cognito send people after sign-out; without it as logout URL Cognito shows an error instead. */
export const signedOutUrl = ({ authenticateUrl }: PomeriumSettings): string =>
  `${authenticateUrl}/.pomerium/signed_out`;
