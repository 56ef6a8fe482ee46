/** `int_<ulid>`: time-ordered, so that a list by id is a list by age. */
export type IntegrationId = `int_${string}`;
/** `op_<ulid>` */
export type OperationId = `op_${string}`;
/** `rot_<ulid>` */
export type RotationId = `rot_${string}`;
/** `evt_<ulid>` */
export type EventId = `evt_${string}`;
/** `rev_<ulid>` */
export type RevisionId = `rev_${string}`;

const ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const INTEGRATION_ID = new RegExp(`^int_${ULID}$`);
const EVENT_ID = new RegExp(`^evt_${ULID}$`);

/** Whether a text from outside has the form of an integration id. */
export const isIntegrationId = (text: string): text is IntegrationId => INTEGRATION_ID.test(text);

/** Whether a text from outside has the form of an event id. */
export const isEventId = (text: string): text is EventId => EVENT_ID.test(text);
