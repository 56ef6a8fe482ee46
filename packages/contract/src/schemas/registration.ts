import { deferred } from "@latchkey/connectors/schema/fields";
import * as z from "zod/mini";
import { editableMembers } from "./editable.ts";

/** The body of a registration. */
export const registrationSchema = deferred(() => z.strictObject({ connector: z.string(), ...editableMembers }));
