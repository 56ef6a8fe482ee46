/** The stages that the suite deploys, beside those of the repository: together they take every way there is. */
export const stages = {
  /** A pool of its own, and everything that can be turned on. */
  full: {
    region: "eu-west-1",
    retain: true,
    userPool: { create: { selfSignUp: false } },
    domain: { name: "login.example.com", certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/abc-1" },
    login: "managed",
    identityProviders: ["COGNITO", "Google"],
    callers: {
      portal: { kind: "machine", scopes: ["integrations/read", "integrations/write"] },
      desk: {
        kind: "person",
        scopes: ["integrations/read", "integrations/admin"],
        callbackUrls: ["https://desk.example.com/callback"],
        logoutUrls: ["https://desk.example.com/"],
      },
    },
    callerClients: ["1example23456789"],
    corsOrigins: ["https://desk.example.com", "https://portal.example.com"],
    api: { name: "api.example.com", certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc-2" },
    throttling: { ratePerSecond: 10, burst: 20 },
    limits: { perOwner: 5, stylesPerPool: 3 },
    triggers: { onFailure: "open" },
    customerKey: true,
    alarms: { email: "operators@example.com" },
  },
  /** A pool that somebody else owns. */
  existing: {
    deployment: "acme",
    region: "us-east-1",
    retain: false,
    userPool: { existing: { id: "us-east-1_Legacy001" } },
    domain: { url: "https://login.example.com" },
    callers: { portal: { kind: "machine", scopes: ["integrations/read"] } },
  },
  /** The same pool, after another stage made scopes and groups in it. */
  shared: {
    region: "us-east-1",
    retain: false,
    userPool: {
      existing: {
        id: "us-east-1_Legacy001",
        issuer: "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Legacy001",
        scopesAndGroups: "present",
      },
    },
    domain: { url: "https://login.example.com" },
    callers: {},
    callerClients: ["1example23456789"],
  },
} as const;
