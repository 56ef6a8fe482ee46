import type { FieldReport, HealthReport } from "@latchkey/core/health";
import type { HealthReportRepresentation } from "../schemas/health-report.ts";
import { instant } from "./instant.ts";

/** A health report as the API shows it. */
export const representHealthReport = (report: HealthReport): HealthReportRepresentation => ({
  status: report.status,
  checkedAt: instant(report.checkedAt),
  checks: report.checks.map(({ name, status, detail, fix }) => ({
    name,
    status,
    detail,
    ...(fix !== undefined && { fix }),
  })),
  fields: report.fields.map(representField),
});

const representField = (report: FieldReport): HealthReportRepresentation["fields"][number] =>
  report.owner === "foreign"
    ? { owner: report.owner, field: report.field }
    : { owner: report.owner, field: report.field, recorded: report.recorded, live: report.live };
