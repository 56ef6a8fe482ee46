import { textParameter } from "./parameters.ts";

const KEY = {
  pattern: /^[\x20-\x7e]{1,255}$/,
  fix: "Send 1 to 255 printable ASCII characters, for example a UUID.",
  example: "7c0f1f5e-3d5a-4a53-9c1e-2f4b8a6d9e01",
};

export const idempotencyKey = textParameter(
  "Makes the request safe to repeat for 24 hours: the same key and body answer what the first request made, finished first if need be.",
  KEY,
);

export const needlessKey = textParameter(
  "Accepted, and not needed: this request is safe to repeat without it, for as long as the rotation can be seen.",
  KEY,
);

/** On what changes nothing. */
export const uselessKey = textParameter("Accepted, and not needed: this request changes nothing.", KEY);

export const ifNoneMatch = textParameter(
  "Answers 304 without a body if the integration still has one of these entity tags.",
  {
    pattern: /^[\x20-\x7e]{1,1024}$/,
    fix: 'Send an entity tag of an earlier answer, for example "3".',
    example: '"3"',
  },
);

const TAG = '(W/)?"[\\x21\\x23-\\x7e]*"';

/** RFC 9110 13.1.1. Weak tags are understood and match nothing. */
export const ifMatch = textParameter(
  "The entity tag of the integration as you know it; `*` for whatever it is now. A verification alone (`verifiedAt`) makes no tag stale here.",
  {
    pattern: new RegExp(`^(\\*|${TAG}([ \\t]*,[ \\t]*${TAG})*)$`),
    fix: 'Send the ETag of an earlier answer with its quotes, for example "3", or * for any.',
    example: '"3"',
    required: true,
  },
);
