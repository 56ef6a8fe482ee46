import { AwsError } from "../kernel/aws-error.ts";
import type { RotationRules, StoredSecret } from "./state.ts";

const HOUR_MS = 60 * 60 * 1000;
const RATE = /^rate\((?<count>[1-9][0-9]*) (?<unit>hours?|days?)\)$/;
/** Minutes are always 0 and seconds do not exist: six fields, of which the first is 0. */
const CRON = /^cron\(0( [0-9A-Za-z#?*/,-]+){5}\)$/;
const MIN_HOURS = 4;
const MAX_DAYS = 1000;

/**
 * Checks a rotation schedule. Throws `InvalidParameterException`.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function assertSchedule({ AutomaticallyAfterDays: days, ScheduleExpression: expression }: RotationRules): void {
  if (days !== undefined && expression !== undefined) {
    throw invalid("RotationRules: use AutomaticallyAfterDays or ScheduleExpression, but not both.");
  }
  if (expression === undefined || CRON.test(expression)) return;
  const hours = rateHours(expression);
  if (hours === undefined) throw invalid(`RotationRules: ${expression} is neither a rate() nor a cron() expression.`);
  if (hours < MIN_HOURS || hours > MAX_DAYS * 24) {
    throw invalid(`RotationRules: a secret rotates every ${MIN_HOURS} hours to ${MAX_DAYS} days.`);
  }
}

/** When the next rotation is due, in epoch milliseconds; undefined without a schedule or with a `cron()` one, which is not computed. */
export function nextRotation({ rotation, rotatedAt, createdAt }: StoredSecret): number | undefined {
  if (!rotation?.enabled || rotation.rules === undefined) return undefined;
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression } = rotation.rules;
  const hours = days === undefined ? rateHours(expression ?? "") : days * 24;
  return hours === undefined ? undefined : (rotatedAt ?? createdAt) + hours * HOUR_MS;
}

function rateHours(expression: string): number | undefined {
  const groups = RATE.exec(expression)?.groups;
  if (groups === undefined) return undefined;
  return Number(groups["count"]) * (groups["unit"]?.startsWith("day") ? 24 : 1);
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);
