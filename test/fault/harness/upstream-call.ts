import type { IncomingMessage } from "node:http";
import type { FaultTarget } from "@latchkey/local/kernel/faults";

/** An upstream call as the lists name it: `cognito-idp:CreateUserPoolClient`, or `login:token` for the token endpoint. */
export type CallName = `${FaultTarget}:${string}`;

/** One of the calls of a scenario: the `nth` of its name, counted from 1. */
export interface CallSite {
  readonly name: CallName;
  readonly nth: number;
}

const SERVICES: Readonly<Record<string, FaultTarget>> = {
  AWSCognitoIdentityProviderService: "cognito-idp",
  secretsmanager: "secretsmanager",
  DynamoDB_20120810: "dynamodb",
  AWSEvents: "events",
};

/** What a request asks for. `path` is without what the line has put before it. Throws for what no scenario may send. */
export function nameOf({ headers, method }: Pick<IncomingMessage, "headers" | "method">, path: string): CallName {
  if (method === "POST" && path === "/oauth2/token") return "login:token";
  const [prefix = "", operation = ""] = String(headers["x-amz-target"]).split(".");
  const service = SERVICES[prefix];
  if (service === undefined) throw new Error(`no upstream call: ${method} ${path}`);
  return `${service}:${operation}`;
}

/** The two halves of a name, as fault rules want them. */
export function partsOf(name: CallName): { readonly service: FaultTarget; readonly operation: string } {
  const colon = name.indexOf(":");
  // A name begins with its service.
  return { service: name.slice(0, colon) as FaultTarget, operation: name.slice(colon + 1) };
}

/** Counts each call among those of its name. */
export function sitesOf(names: readonly CallName[]): readonly CallSite[] {
  const counts = new Map<CallName, number>();
  return names.map((name) => {
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return { name, nth };
  });
}
