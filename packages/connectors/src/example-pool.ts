import type { Pool } from "@latchkey/core/pool";

/** A pool of nobody's, for what is written at build time: descriptions, pages and fingerprints. */
export const examplePool: Pool = {
  id: "eu-west-1_EXAMPLE",
  region: "eu-west-1",
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE",
  domain: "https://example.auth.eu-west-1.amazoncognito.com",
  login: "classic",
  identityProviders: ["COGNITO"],
};
