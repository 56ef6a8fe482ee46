import { unreachable } from "./unreachable.ts";

const eventStreams = unreachable("event streams");

/** Takes the place of `@smithy/core/event-streams`, which the SDK loads once an operation streams events. Both exports throw. */
export { eventStreams as EventStreamSerde, eventStreams as eventStreamSerdeProvider };
