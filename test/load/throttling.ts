import type { Faults, FaultTarget } from "@latchkey/local/kernel/faults";
import { seededRandom } from "../support/seeded-random.ts";
import type { ServerOptions } from "./server-options.ts";

/** Every call that registrations, polls, payloads and the reconciler make. */
export const CALLS: Readonly<Partial<Record<FaultTarget, readonly string[]>>> = {
  "cognito-idp": ["CreateUserPoolClient", "DeleteUserPoolClient", "ListUserPoolClients"],
  secretsmanager: ["CreateSecret", "GetSecretValue", "DeleteSecret"],
  dynamodb: ["TransactWriteItems", "GetItem", "Query", "BatchGetItem", "UpdateItem"],
  login: ["token"],
};

/** Lets AWS refuse a share of the calls for their rate, chosen by the seed and the order in which they come. */
export function throttle(faults: Faults, { share, creates = share, seed }: ServerOptions["throttled"]): void {
  const random = seededRandom(seed);
  for (const [service, operations] of Object.entries(CALLS) as [FaultTarget, readonly string[]][])
    for (const operation of operations) {
      const its = operation === "CreateUserPoolClient" ? creates : share;
      faults.add({ service, operation, when: (input) => isOurs(input) && random() < its, fault: { kind: "throttle" } });
    }
}

/** Callers of the API who fetch their token are not what is under load. */
const isOurs = ({ grant_type: grant }: Readonly<Record<string, unknown>>): boolean => grant !== "client_credentials";
