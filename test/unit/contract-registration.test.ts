import { parseRegistration } from "@latchkey/contract/parse-registration";
import { integrationIdParameter } from "@latchkey/contract/path-parameters";
import { label } from "@latchkey/contract/query-parameters";
import { isIntegrationId } from "@latchkey/core/ids";
import type { JsonObject } from "@latchkey/core/json";
import { describe, expect, it } from "vitest";

const body = (change: JsonObject = {}): JsonObject => ({
  connector: "gitlab",
  name: "GitLab",
  settings: {},
  ...change,
});

describe("a registration", () => {
  it("is taken as it is, without labels as well", () => {
    const labels = { team: "", "app.kubernetes.io/name": "GitLab — Ελλάδα" };
    expect(parseRegistration(body({ labels }))).toEqual(body({ labels }));
    expect(parseRegistration(body())).toEqual(body({ labels: {} }));
  });

  it("drops blanks around a name, and keeps those inside", () => {
    expect(parseRegistration(body({ name: "  Git  Lab \u00a0" })).name).toBe("Git  Lab");
  });

  it("counts a name in characters", () => {
    expect(parseRegistration(body({ name: "😀".repeat(100) })).name).toHaveLength(200);
    expect(() => parseRegistration(body({ name: "😀".repeat(101) }))).toThrow(/does not match/);
  });

  it("leaves the settings to their connector", () => {
    const settings = { constructor: 1, anything: [{}] };
    expect(parseRegistration(body({ settings })).settings).toEqual(settings);
  });
});

describe("a label filter", () => {
  it("splits at the first colon", () => {
    expect(label.parse("team:a:b")).toEqual({ ok: true, value: { key: "team", value: "a:b" } });
    expect(label.parse("team:")).toEqual({ ok: true, value: { key: "team", value: "" } });
  });

  it.each(["", ":", ":a", "team", "Team:a", "team :a", "team:a\nb"])("refuses %j", (text) => {
    expect(label.parse(text).ok).toBe(false);
  });
});

describe("the documented form of an id", () => {
  const pattern = new RegExp(integrationIdParameter.pattern);

  it.each([
    "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
    "int_81KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
    "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDI",
    "int_01kaj8xq6t2m9wz3r5v7y0bcde",
    "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE\n",
    "op_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
    "",
  ])("is the form that is accepted: %j", (text) => expect(pattern.test(text)).toBe(isIntegrationId(text)));
});
