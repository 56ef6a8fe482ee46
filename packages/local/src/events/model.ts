import type { ServiceModel } from "../model/service-model.ts";

/**
 * The constraints of PutEvents. Source, detail type and detail are missing among the required members on purpose: what lacks one of
 * them fails by itself, and not the request.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const eventsModel: ServiceModel = {
  operations: { PutEvents: { input: "PutEventsRequest", output: "PutEventsResponse", errors: ["InternalException"] } },
  shapes: {
    PutEventsRequest: {
      type: "structure",
      members: { Entries: "PutEventsRequestEntryList", EndpointId: "EndpointId" },
      required: ["Entries"],
    },
    PutEventsRequestEntryList: { type: "list", member: "PutEventsRequestEntry", min: 1, max: 10 },
    PutEventsRequestEntry: {
      type: "structure",
      members: {
        Time: "EventTime",
        Source: "String",
        Resources: "EventResourceList",
        DetailType: "String",
        Detail: "String",
        EventBusName: "NonPartnerEventBusNameOrArn",
        TraceHeader: "TraceHeader",
      },
    },
    EventTime: { type: "timestamp" },
    EventResourceList: { type: "list", member: "EventResource" },
    EventResource: { type: "string", max: 2048 },
    NonPartnerEventBusNameOrArn: {
      type: "string",
      min: 1,
      max: 1600,
      pattern: "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+",
    },
    TraceHeader: { type: "string", min: 1, max: 500 },
    EndpointId: { type: "string", min: 1, max: 50, pattern: "^[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+$" },
    String: { type: "string" },
  },
};
