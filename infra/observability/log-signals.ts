/** What alarms count in a log: the pattern of one metric filter, and when it is too much. */
export interface LogSignal {
  readonly name: string;
  readonly description: string;
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
  readonly pattern: string;
  /** Function whose log it is in, or the log of events. */
  readonly source: "events" | "reconcile";
  /** Five minutes in a row, each with one hit at least, before the alarm goes off. */
  readonly periods: number;
}

/**
 * Texts that packages/core logs when an operation has to be tried again. Lambda wraps a function's lines, so that they are searched as
 * text; a test compares them with the sources.
 */
export const stuckTexts = [
  "registration not finished; it will be tried again",
  "undo not finished; it will be tried again",
  "removal not finished; it will be tried again",
  "rotation not finished; it will be tried again",
  "update not finished by this attempt",
  "a row could not be reconciled",
] as const;

const event = (...types: readonly string[]): string =>
  `{ ${types.map((type) => `$.detail.type = "${type}"`).join(" || ")} }`;

export const logSignals: readonly LogSignal[] = [
  {
    name: "OperationsStuck",
    description: "The reconciler has been trying for 15 minutes to finish an operation, and cannot.",
    pattern: stuckTexts.map((text) => `?"${text}"`).join(" "),
    source: "reconcile",
    periods: 3,
  },
  {
    name: "SecretsOverdue",
    description: "A rotated secret was not acknowledged by its planned end: the old one still lives.",
    pattern: event("rotation.overdue"),
    source: "events",
    periods: 1,
  },
  {
    name: "ChangesFailed",
    description: "A registration, an update or a rotation ended in failure.",
    pattern: event("integration.failed", "integration.update-failed", "rotation.failed"),
    source: "events",
    periods: 1,
  },
];
