/** A point in time as the API shows it: RFC 3339 in UTC with milliseconds. */
export const instant = (ms: number): string => new Date(ms).toISOString();
