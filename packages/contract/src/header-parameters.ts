import { textParameter } from "./parameters.ts";

export const idempotencyKey = textParameter(
  "Makes the request safe to repeat for 24 hours: the same key and body answer the same integration, finished first if need be.",
  {
    pattern: /^[\x20-\x7e]{1,255}$/,
    fix: "Send 1 to 255 printable ASCII characters, for example a UUID.",
    example: "7c0f1f5e-3d5a-4a53-9c1e-2f4b8a6d9e01",
  },
);

export const ifNoneMatch = textParameter(
  "Answers 304 without a body if the integration still has one of these entity tags.",
  {
    pattern: /^[\x20-\x7e]{1,1024}$/,
    fix: 'Send an entity tag of an earlier answer, for example "3".',
    example: '"3"',
  },
);
