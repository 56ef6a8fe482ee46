/** `int_<ulid>`: time-ordered, so that a list by id is a list by age. */
export type IntegrationId = `int_${string}`;
/** `op_<ulid>` */
export type OperationId = `op_${string}`;
/** `evt_<ulid>` */
export type EventId = `evt_${string}`;

const ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const INTEGRATION_ID = new RegExp(`^int_${ULID}$`);

/** Whether a text from outside has the form of an integration id. */
export const isIntegrationId = (text: string): text is IntegrationId => INTEGRATION_ID.test(text);
