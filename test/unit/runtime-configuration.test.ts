import { loadConfiguration } from "@latchkey/runtime/configuration";
import { describe, expect, it } from "vitest";

const COMPLETE = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "key",
  LATCHKEY_DEPLOYMENT: "prod",
  LATCHKEY_TABLE: "latchkey",
  LATCHKEY_POOL_ID: "eu-west-1_AbC",
  LATCHKEY_ISSUER: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
  LATCHKEY_LOGIN_DOMAIN: "https://acme.auth.eu-west-1.amazoncognito.com",
};

describe("the configuration", () => {
  it("needs no more than the deployment's facts", () => {
    const { deployment, aws, cursorKey } = loadConfiguration(COMPLETE);
    expect(deployment.pool).toEqual({
      id: "eu-west-1_AbC",
      region: "eu-west-1",
      issuer: COMPLETE.LATCHKEY_ISSUER,
      domain: COMPLETE.LATCHKEY_LOGIN_DOMAIN,
      login: "classic",
      identityProviders: ["COGNITO"],
    });
    expect(deployment.limits.perOwner).toBe(50);
    // A request cannot outlive the lease that protects it.
    expect(deployment.timing.leaseMs).toBeGreaterThan(20_000);
    expect(aws.endpoints).toEqual({});
    expect(cursorKey).toBeUndefined();
  });

  it("names everything that is missing or wrong at once", () => {
    const { LATCHKEY_TABLE: _, ...env } = COMPLETE;
    const wrong = {
      ...env,
      LATCHKEY_ISSUER: "https://issuer.example.com/",
      LATCHKEY_LOGIN: "modern",
      LATCHKEY_LIMIT_PER_OWNER: "many",
      LATCHKEY_SECRET_RECOVERY_DAYS: "3",
      LATCHKEY_IDENTITY_PROVIDERS: "COGNITO,,Google",
      LATCHKEY_LOGIN_DOMAIN: "http://login.example.com",
    };
    for (const name of [
      "LATCHKEY_TABLE",
      "LATCHKEY_ISSUER",
      "LATCHKEY_LOGIN ",
      "LATCHKEY_LIMIT_PER_OWNER",
      "LATCHKEY_SECRET_RECOVERY_DAYS",
      "LATCHKEY_IDENTITY_PROVIDERS",
      "LATCHKEY_LOGIN_DOMAIN",
    ])
      expect(() => loadConfiguration(wrong)).toThrow(name);
  });

  it("holds events back for as long as an attempt may still write one, so that none appears before one that was shown", () => {
    const { timing } = loadConfiguration(COMPLETE).deployment;
    expect(timing.eventDelayMs).toBeGreaterThanOrEqual(timing.leaseMs);
    const slow = loadConfiguration({ ...COMPLETE, LATCHKEY_REQUEST_MS: "60000" }).deployment.timing;
    expect(slow.eventDelayMs).toBeGreaterThanOrEqual(slow.leaseMs);
    expect(() => loadConfiguration({ ...COMPLETE, LATCHKEY_EVENT_DELAY_MS: "24999" })).toThrow(
      "LATCHKEY_EVENT_DELAY_MS has to be a whole number of at least 25000",
    );
  });

  it("tells jobs how fast they may call Cognito, and where events go", () => {
    expect(loadConfiguration(COMPLETE)).toMatchObject({ poolRate: 4, eventBus: undefined });
    const told = loadConfiguration({ ...COMPLETE, LATCHKEY_POOL_RATE: "2", LATCHKEY_EVENT_BUS: "audit" });
    expect(told).toMatchObject({ poolRate: 2, eventBus: "audit" });
    expect(() => loadConfiguration({ ...COMPLETE, LATCHKEY_POOL_RATE: "0" })).toThrow("LATCHKEY_POOL_RATE");
    expect(() => loadConfiguration({ ...COMPLETE, LATCHKEY_LEASE_MS: "19999" })).toThrow("LATCHKEY_LEASE_MS");
  });

  it("takes the SDK's endpoint variables, the service's own before the common one", () => {
    const { aws } = loadConfiguration({
      ...COMPLETE,
      AWS_ENDPOINT_URL: "http://localhost:1",
      AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:2",
    });
    expect(aws.endpoints).toEqual({
      dynamodb: "http://localhost:2",
      cognito: "http://localhost:1",
      eventBridge: "http://localhost:1",
      secretsManager: "http://localhost:1",
    });
  });
});
