import { type Credentials, SECRET_TOKEN } from "@latchkey/core/payload";

/** By reference, the first step with a format that cannot refer to a secret. */
export const fillInStep = ({ clientSecret }: Credentials): readonly string[] =>
  clientSecret.kind === "inline"
    ? []
    : [`Put the client secret in the place of ${SECRET_TOKEN}; the payload's placeholders say how to read it.`];
