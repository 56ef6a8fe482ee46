import type { Credentials } from "@latchkey/core/payload";
import { writeSecretCommand } from "../read-secret.ts";

/** Where Pomerium finds the secret by reference. */
export const SECRET_FILE = "/pomerium/cognito-client-secret";

/** By reference, the first step: Pomerium takes the whole file for the secret, a line end included. */
export const secretFileSteps = ({ clientSecret }: Credentials): readonly string[] =>
  clientSecret.kind === "inline"
    ? []
    : [
        `As the user that runs Pomerium, store the secret without a line end: ${writeSecretCommand(clientSecret, SECRET_FILE, "exact")}`,
      ];
