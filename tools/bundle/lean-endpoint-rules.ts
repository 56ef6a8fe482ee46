import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const resolver = fileURLToPath(new URL("../../packages/aws/src/lean/endpoint-resolver.ts", import.meta.url));

/** Client -> the first label of its service's host names. */
const HOSTS: Readonly<Record<string, string>> = {
  "cognito-identity-provider": "cognito-idp",
  dynamodb: "dynamodb",
  eventbridge: "events",
  "secrets-manager": "secretsmanager",
};

/**
 * Each client carries the rules of its endpoints, and a machine that follows them: for accounts, FIPS, dual stack and resources, which no
 * client here asks for. What is left of them is one address. 13.8 KB of the write bundle, and a part of each first call.
 */
export const leanEndpointRules: Plugin = {
  name: "lean-endpoint-rules",
  setup(plugin) {
    const filter = /[/\\]@aws-sdk[/\\]client-([^/\\]+)[/\\]dist-es[/\\]endpoint[/\\]endpointResolver\.js$/;
    plugin.onLoad({ filter }, ({ path }) => {
      const host = HOSTS[filter.exec(path)?.[1] ?? ""];
      // Another client keeps its rules.
      return host === undefined ? undefined : { contents: resolverOf(host), resolveDir: dirname(path) };
    });
  },
};

const resolverOf = (host: string): string => `import { partition } from "@aws-sdk/core/client";
import { endpointResolver } from ${JSON.stringify(resolver)};
export const defaultEndpointResolver = endpointResolver(${JSON.stringify(host)}, partition);
`;
