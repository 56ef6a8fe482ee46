import type { ConnectorDescription } from "@latchkey/connectors/description";
import type { Json, JsonObject } from "@latchkey/core/json";
import type { Parameter } from "../parameters.ts";
import { type ApiRoute, type RouteBody, routes } from "../routes.ts";
import { REVEAL_SCOPE } from "../scopes.ts";
import { curlSample } from "./code-sample.ts";
import type {
  Content,
  ExampleObject,
  MediaTypeObject,
  OpenapiDocument,
  OperationObject,
  ParameterObject,
  ResponseObject,
  SecurityRequirement,
} from "./document.ts";
import type { RequestDoc, SuccessDoc } from "./operation-doc.ts";
import { operationDocs } from "./operation-docs.ts";
import { problemResponses } from "./problem-answers.ts";
import { schemaRef } from "./schema-components.ts";

/** What the operations are written from beside the route table. */
export interface PathsInput {
  readonly connectors: readonly ConnectorDescription[];
  readonly examples: Readonly<Record<string, ExampleObject>>;
}

/** The document's `paths`. */
export function pathsOf(input: PathsInput): OpenapiDocument["paths"] {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const route of routes) {
    const item = paths[route.path] ?? {};
    paths[route.path] = { ...item, [route.method.toLowerCase()]: operationOf(route, input) };
  }
  return paths;
}

function operationOf(route: ApiRoute, input: PathsInput): OperationObject {
  const { tag, summary, description, request, answers, problems } = operationDocs[route.operationId];
  if ((route.body === null) !== (request === undefined))
    throw new Error(`route and document do not agree on whether ${route.operationId} takes a body`);
  const parameters = parametersOf(route);
  return {
    operationId: route.operationId,
    tags: [tag],
    summary,
    description,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && request && { requestBody: requestBody(route.body, request, input) }),
    responses: {
      ...Object.fromEntries(answers.map((answer) => [String(answer.status), answerOf(answer, input)])),
      ...problemResponses(problems),
      ...(route.scope !== null && { "401": { $ref: "#/components/responses/Unauthorized" } }),
      default: { $ref: "#/components/responses/Gateway" },
    },
    security: securityOf(route),
    "x-codeSamples": [{ lang: "Shell", source: curlSample(route, request && firstExample(request, input)) }],
  };
}

/** With the live secret an answer also needs the right to reveal; without it, the first of the two is not enough. */
function securityOf({ scope, mayReveal }: ApiRoute): readonly SecurityRequirement[] {
  if (scope === null) return [];
  return [...(mayReveal ? [{ cognito: [scope, REVEAL_SCOPE] }] : []), { cognito: [scope] }];
}

function parametersOf({ parameters, query, headers }: ApiRoute): readonly ParameterObject[] {
  return [
    ...Object.entries(parameters).map(([name, { description, pattern, example }]) => ({
      name,
      in: "path" as const,
      required: true as const,
      description,
      schema: { type: "string", pattern },
      example,
    })),
    ...Object.entries(query).map(([name, parameter]) => parameterOf(name, "query", parameter)),
    ...Object.entries(headers).map(([name, parameter]) => parameterOf(name, "header", parameter)),
  ];
}

const parameterOf = (
  name: string,
  place: "query" | "header",
  { description, schema, example, required }: Parameter<unknown>,
): ParameterObject => ({
  name,
  in: place,
  ...(required && { required }),
  description,
  schema,
  ...(example !== undefined && { example }),
});

const exampleRefs = (names: readonly string[]): Pick<MediaTypeObject, "examples"> => ({
  examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
});

const exampleNames = ({ examples }: RequestDoc, { connectors }: PathsInput): readonly string[] =>
  examples === "registrations" ? connectors.map(({ id }) => `register-${id}`) : examples;

const firstExample = (request: RequestDoc, input: PathsInput): Json | undefined =>
  input.examples[exampleNames(request, input)[0] ?? ""]?.value;

const requestBody = (
  { mediaTypes, required }: RouteBody,
  request: RequestDoc,
  input: PathsInput,
): NonNullable<OperationObject["requestBody"]> => ({
  required,
  description: request.description,
  content: Object.fromEntries(
    mediaTypes.map((type) => [
      type,
      { schema: { $ref: schemaRef(request.schema) }, ...exampleRefs(exampleNames(request, input)) },
    ]),
  ),
});

function answerOf(
  { description, content, headers = [], examples = [], links }: SuccessDoc,
  input: PathsInput,
): ResponseObject {
  return {
    description,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    ...(content && { content: contentOf(content, examples, input) }),
    ...(links && {
      links: Object.fromEntries(LINKS.map((name) => [name, { $ref: `#/components/links/${name}` }])),
    }),
  };
}

const LINKS = ["getIntegration", "getPayload", "getIntegrationHealth", "startRotation", "deleteIntegration"] as const;

/** What can be done with the integration that a registration answers (`components/links`). */
export const links: OpenapiDocument["components"]["links"] = Object.fromEntries(
  LINKS.map((operationId) => [operationId, { operationId, parameters: { id: "$response.body#/id" } }]),
);

function contentOf(
  content: NonNullable<SuccessDoc["content"]>,
  examples: readonly string[],
  { connectors }: PathsInput,
): Content {
  const named = examples.length === 0 ? {} : exampleRefs(examples);
  if ("schema" in content) return { "application/json": { schema: { $ref: schemaRef(content.schema) }, ...named } };
  if (content.text !== "artifacts")
    return Object.fromEntries(content.text.map((type) => [type, { schema: textSchema(type), ...named }]));
  const [first, ...others] = new Set(connectors.flatMap(({ artifacts }) => artifacts.map((entry) => entry.mediaType)));
  return {
    ...(first !== undefined && { [first]: { schema: textSchema(first), ...named } }),
    ...Object.fromEntries(others.map((type) => [type, { schema: textSchema(type) }])),
  };
}

/** JSON may be anything here; every other type is text. */
const textSchema = (mediaType: string): JsonObject =>
  mediaType === "application/json" ? { description: "JSON" } : { type: "string" };
