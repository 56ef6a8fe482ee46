import { randomUUID } from "node:crypto";
import { AwsError } from "../kernel/aws-error.ts";
import type { Clock } from "../kernel/clock.ts";
import type { AwsService } from "../kernel/service.ts";
import { type EntryFailure, entrySize, isComplete, parseEntry, type RequestEntry } from "./entry.ts";
import type { WritableEventLog } from "./event-log.ts";
import { eventsModel } from "./model.ts";

export interface EventsContext {
  readonly clock: Clock;
  readonly log: WritableEventLog;
}

/** In bytes. AWS takes more in some Regions by now; what fits here fits everywhere. */
const MAX_REQUEST_BYTES = 256 * 1024;

/**
 * PutEvents of EventBridge (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). Every bus exists, and no bus
 * has rules: events are logged and go nowhere.
 */
export function eventsService(context: EventsContext): AwsService {
  return {
    name: "events",
    targetPrefix: "AWSEvents",
    jsonVersion: "1.1",
    operations: ["PutEvents"],
    model: eventsModel,
    // The server has checked the input against the service model before it calls.
    handle: (_operation, input) => putEvents(context, input["Entries"] as readonly RequestEntry[]),
  };
}

function putEvents(context: EventsContext, entries: readonly RequestEntry[]) {
  const size = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
  if (size > MAX_REQUEST_BYTES) {
    throw invalid(`Total size of the entries in the request is over the limit of ${MAX_REQUEST_BYTES} bytes.`);
  }
  if (!entries.some(isComplete)) {
    throw invalid("At least one entry must have each of the members Source, DetailType and Detail.");
  }
  const Entries = entries.map((entry) => put(context, entry));
  return { FailedEntryCount: Entries.filter((result) => "ErrorCode" in result).length, Entries };
}

function put({ clock, log }: EventsContext, entry: RequestEntry) {
  const event = parseEntry(entry, clock.now());
  if ("code" in event) return failed(event);
  const failure = log.failureOf(event);
  if (failure !== undefined) return failed(failure);
  const id = randomUUID();
  log.add({ id, ...event });
  return { EventId: id };
}

const failed = ({ code, message }: EntryFailure) => ({ ErrorCode: code, ErrorMessage: message });

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);
