import type { HealthReport } from "../health.ts";
import type { IntegrationId } from "../ids.ts";
import type { Call } from "./call.ts";

/** The last health report of each integration. Every method throws `UpstreamError`. */
export interface HealthStore {
  read(id: IntegrationId, call: Call): Promise<HealthReport | undefined>;
  /** Claims the right to check now: false when somebody else claimed it after `since` (epoch milliseconds). */
  claim(id: IntegrationId, moment: { readonly now: number; readonly since: number }, call: Call): Promise<boolean>;
  write(id: IntegrationId, report: HealthReport, call: Call): Promise<void>;
}
