import { writeApi } from "@latchkey/http/write-api";
import { deadline } from "../wiring/deadline.ts";
import { provisioning } from "../wiring/provisioning.ts";

/** Everything that changes integrations: registration, updates, removal, rotations. */
export const handler = writeApi({ services: provisioning, deadline });
