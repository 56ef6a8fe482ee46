import { describe, expect, it } from "vitest";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { stages } from "./support/stages.ts";

const refusal = (settings: unknown): string => {
  try {
    parseSettings("dev", "infra/stages/dev.json", typeof settings === "string" ? settings : JSON.stringify(settings));
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const { full, existing } = stages;
const caller = { kind: "machine", scopes: ["integrations/read"] };
const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/abc-1";

describe("the description of a stage", () => {
  it.each([
    ["{", /infra\/stages\/dev\.json is no JSON/],
    [[], /infra\/stages\/dev\.json is wrong:\n {2}the file: /],
    [{ ...full, region: "eu-west(" }, /region: must be a Region such as eu-west-1/],
    [{ ...full, colour: "blue" }, /colour/],
    [{ ...full, userPool: { create: {}, existing: {} } }, /userPool: must be \{"create"/],
    [{ ...full, domain: { prefix: "my-cognito" } }, /domain\.prefix: must be .*without aws, amazon or cognito/],
    [
      { ...full, domain: { name: "login.example.com", certificateArn } },
      /domain\.certificateArn: must be the ARN of a certificate in us-east-1/,
    ],
    [
      { ...full, api: { name: "api.example.com", certificateArn: certificateArn.replace("eu", "us") } },
      /api\.certificateArn: must be the ARN of a certificate in eu-west-1/,
    ],
    [{ ...full, corsOrigins: ["*"] }, /corsOrigins\.0: must be an origin/],
    [{ ...full, callers: { portal: { ...caller, scopes: [] } } }, /callers\.portal\.scopes: must name one scope/],
    [{ ...full, callers: { portal: { ...caller, scopes: ["openid"] } } }, /callers\.portal\.scopes\.0/],
    [{ ...full, callers: {}, callerClients: [] }, /callers: nobody could call the API/],
    [
      { ...full, callers: {}, callerClients: Array.from({ length: 51 }, (_, n) => `client${n}`) },
      /51 clients.*takes 50/,
    ],
    [{ ...full, domain: existing.domain }, /domain\.url: a pool that this stage makes has no domain yet/],
    [{ ...full, triggers: { onFailure: "maybe" } }, /triggers\.onFailure/],
  ])("is refused with the field and the fix: %j", (settings, says) => {
    expect(refusal(settings)).toMatch(says);
  });

  it("has safe defaults", () => {
    expect(parseSettings("dev", "dev.json", JSON.stringify(existing))).toMatchObject({
      deployment: "acme",
      login: "classic",
      identityProviders: ["COGNITO"],
      callerClients: [],
      corsOrigins: [],
      throttling: { ratePerSecond: 25, burst: 50 },
      limits: { perOwner: 50, stylesPerPool: 20 },
      triggers: { onFailure: "closed" },
      customerKey: false,
    });
  });
});
