import type { ArtifactInput, Connector } from "@latchkey/core/connector";
import type { JsonObject } from "@latchkey/core/json";
import type { OAuthClient } from "@latchkey/core/oauth-client";
import type { ArtifactDraft } from "@latchkey/core/payload";
import type * as z from "zod/mini";
import type { Quirks, Source, Topics } from "./description.ts";
import { parse } from "./schema/parse.ts";

/** A strict object whose output is JSON: unknown members are refused, defaults are filled in. */
export type SettingsSchema = z.ZodMiniType<JsonObject>;

/** What one product's file states. Everything else, the API's union type, docs, tests and proofs, iterates the catalogue. */
export interface ConnectorDefinition<Schema extends SettingsSchema> {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly source: Source;
  /** Members in form order, described by the fields of `schema/fields.ts`. */
  readonly settings: Schema;
  readonly quirks: Quirks;
  /** Its golden test: what the artifacts of these settings look like is committed and reviewed. */
  readonly example: { readonly name: string; readonly settings: z.input<Schema> };
  client(settings: z.output<Schema>): OAuthClient;
  artifacts(input: ArtifactInput<z.output<Schema>>): readonly ArtifactDraft[];
  /** What the administrator should know, each one sentence or two. */
  notes(input: ArtifactInput<z.output<Schema>>): Topics;
}

/** A core connector with the data that describes it; of which settings it is made no longer shows in the type. */
export interface DefinedConnector extends Connector {
  readonly category: string;
  readonly source: Source;
  readonly schema: SettingsSchema;
  readonly quirks: Quirks;
  readonly example: { readonly name: string; readonly settings: unknown };
  /** The notes, by topic: a payload has them one after the other, a documentation page in its sections. */
  topics(input: ArtifactInput<JsonObject>): Topics;
}

/** Makes a connector from its definition: settings are parsed by the schema, once, at the edge. */
export function defineConnector<Schema extends SettingsSchema>({
  settings: schema,
  ...definition
}: ConnectorDefinition<Schema>): DefinedConnector {
  const topics: DefinedConnector["topics"] = (input) => definition.notes(input as ArtifactInput<z.output<Schema>>);
  return {
    ...definition,
    schema,
    parse(settings) {
      const parsed = parse(schema, settings);
      return parsed.ok ? { ok: true, settings: parsed.value } : parsed;
    },
    // `parse` is the only maker of settings, and a payload's settings are what `parse` answered at registration.
    client: (settings) => definition.client(settings as z.output<Schema>),
    artifacts: (input) => definition.artifacts(input as ArtifactInput<z.output<Schema>>),
    topics,
    notes(input) {
      const { traps, groups, signOut } = topics(input);
      return [...traps, ...groups, ...signOut];
    },
  };
}
