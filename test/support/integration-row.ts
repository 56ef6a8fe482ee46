import type { Integration } from "@latchkey/core/integration";

/** The row of an active integration with nothing optional, always the same one; a test states in `change` what matters to it. */
export const integrationRow = (change: Partial<Integration> = {}): Integration => ({
  id: "int_01JDA7Z8Q4T3V5W6X7Y8Z9A0BC",
  state: "active",
  version: 1,
  epoch: 1,
  connector: "gitlab",
  name: "GitLab",
  owner: "client:portal",
  settings: {},
  labels: {},
  userPoolId: "pool",
  issuer: "https://issuer.example.com/pool",
  login: "classic",
  identityProviders: ["COGNITO"],
  createdAt: 0,
  updatedAt: 0,
  ...change,
});
