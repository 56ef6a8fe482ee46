import { inspectApi } from "@latchkey/http/inspect-api";
import { deadline } from "../wiring/deadline.ts";
import { inspection } from "../wiring/inspection.ts";

/** Health and access previews: looks at what AWS has, and changes nothing there. */
export const handler = inspectApi({ services: inspection, deadline });
