import { encryptionKey, table } from "./data.ts";
import { functions } from "./functions.ts";
import { access, accessLog, routes } from "./gateway.ts";
import type { Check } from "./inspection.ts";
import { rotation, schedule } from "./jobs.ts";
import { alarms, dashboard, events } from "./observability.ts";
import { policies } from "./policies.ts";
import { rightsTable } from "./rights.ts";
import { signIn, triggers, userPool } from "./user-pool.ts";

/** Everything that holds for every stage. */
export const everyCheck: Readonly<Record<string, Check>> = {
  policies,
  "rights table": rightsTable,
  functions,
  routes,
  access,
  "access log": accessLog,
  "user pool": userPool,
  triggers,
  "sign-in": signIn,
  table,
  "encryption key": encryptionKey,
  schedule,
  rotation,
  alarms,
  events,
  dashboard,
};
