import { writeApi } from "@latchkey/http/write-api";
import { deadline } from "../wiring/deadline.ts";
import { provisioning } from "../wiring/provisioning.ts";

/** Registration and removal. */
export const handler = writeApi({ services: provisioning, deadline });
