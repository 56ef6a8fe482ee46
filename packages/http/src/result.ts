import type { Answer } from "./answer.ts";
import type { ApiResult } from "./event.ts";

/** An answer in API Gateway's payload format 2.0. */
export const toResult = ({ status, headers = {}, content }: Answer): ApiResult => ({
  statusCode: status,
  headers: { ...headers, ...(content && { "Content-Type": content.mediaType }) },
  ...(content && { body: content.body }),
});
