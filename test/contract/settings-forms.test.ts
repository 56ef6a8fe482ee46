import { afterAll, beforeAll, expect, it } from "vitest";
import { type Api, apiFixture } from "../support/api.ts";

/** The JSON Schema of a connector's settings, as far as a form has to understand it. */
interface FieldSchema {
  readonly type: "string" | "boolean" | "array" | "object" | "integer";
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly oneOf?: readonly { readonly const: string; readonly title: string }[];
}

interface SettingsSchema {
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: boolean;
}

let api: Api;
let connectors: readonly { readonly id: string; readonly settings: SettingsSchema }[];

beforeAll(async () => {
  api = await apiFixture();
  connectors = (await api.send({ method: "GET", path: "/v1/connectors" })).json.items;
});
afterAll(() => api.close());

/** What a form shows in a field before anybody types. */
const initial = ({ default: preset, examples, oneOf }: FieldSchema): unknown =>
  preset ?? examples?.[0] ?? oneOf?.[0]?.const;

const filled = ({ properties }: SettingsSchema): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, initial(field)]));

const required = ({ properties, required: names = [] }: SettingsSchema): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map((name) => [name, initial(properties[name]!)]));

/** The filled form, once for each choice of each closed list. */
const variants = (schema: SettingsSchema): readonly Readonly<Record<string, unknown>>[] =>
  Object.entries(schema.properties).flatMap(([name, { oneOf = [] }]) =>
    oneOf.map((option) => ({ ...filled(schema), [name]: option.const })),
  );

let count = 0;
const register = (connector: string, settings: unknown) =>
  api.send({
    method: "POST",
    path: "/v1/integrations",
    body: { connector, name: `Form ${++count}`, settings },
  });

it("registers every connector with a form that is built from the API's answer alone", async () => {
  expect(connectors.length).toBeGreaterThan(1);
  for (const { id, settings } of connectors)
    for (const values of [filled(settings), required(settings), ...variants(settings)]) {
      const answer = await register(id, values);
      expect({ id, values, status: answer.status }).toEqual({ id, values, status: 201 });
      expect(answer.json.settings).toMatchObject(values);
    }
});

it("can put a title and an explanation on every field, and words on every choice", () => {
  const fields = connectors.flatMap(({ settings }) => Object.values(settings.properties));
  expect(fields.filter(({ title, description }) => !title || !description)).toEqual([]);
  expect(fields.flatMap(({ oneOf = [] }) => oneOf).filter(({ title }) => !title)).toEqual([]);
});

it("knows that there are no other fields", async () => {
  for (const { id, settings } of connectors) {
    expect(settings.additionalProperties).toBe(false);
    expect((await register(id, { ...filled(settings), colour: "blue" })).json.errors).toEqual([
      expect.objectContaining({ pointer: "/settings/colour" }),
    ]);
  }
});
