/** One entry of a PutEvents request, as the service model types it; `Time` in epoch seconds. */
export interface RequestEntry {
  readonly Time?: number;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly TraceHeader?: string;
}

/** An event as its rules would see it. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** The name or ARN that the caller gave, `default` when there was none. */
  readonly eventBusName: string;
  /** Epoch milliseconds: the caller's, else when it arrived. */
  readonly time: number;
  readonly resources: readonly string[];
}

/** Why an entry is not taken. */
export interface EntryFailure {
  readonly code: string;
  readonly message: string;
}

const MAX_DETAIL_TYPE = 128;
const REQUIRED = ["Source", "DetailType", "Detail"] as const;

/** Whether the entry has everything that makes it an event. */
export const isComplete = (entry: RequestEntry): boolean => REQUIRED.every((name) => Boolean(entry[name]));

/** The event in an entry, or why there is none; `now` in epoch milliseconds. */
export function parseEntry(entry: RequestEntry, now: number): EventEntry | EntryFailure {
  const missing = REQUIRED.find((name) => !entry[name]);
  if (missing !== undefined) return invalid(missing, `${missing} is a required argument.`);
  const { Source: source = "", DetailType: detailType = "" } = entry;
  if (detailType.length > MAX_DETAIL_TYPE) {
    return invalid("DetailType", `DetailType is longer than ${MAX_DETAIL_TYPE} characters.`);
  }
  if (source.startsWith("aws.")) {
    return { code: "NotAuthorizedForSourceException", message: "Not authorized for the source." };
  }
  const detail = parseDetail(entry.Detail ?? "");
  if (detail === undefined) return { code: "MalformedDetail", message: "Detail is malformed." };
  return {
    source,
    detailType,
    detail,
    eventBusName: entry.EventBusName ?? "default",
    time: entry.Time === undefined ? now : entry.Time * 1000,
    resources: entry.Resources ?? [],
  };
}

/**
 * What an entry counts against the size limit, in bytes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
export function entrySize({ Time, Source = "", DetailType = "", Detail = "", Resources = [] }: RequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources].map((text) => Buffer.byteLength(text));
  return texts.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : 14);
}

const invalid = (name: string, reason: string): EntryFailure => ({
  code: "InvalidArgument",
  message: `Parameter ${name} is not valid. Reason: ${reason}`,
});

/** Undefined for what is no JSON object. */
function parseDetail(text: string): EventEntry["detail"] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
