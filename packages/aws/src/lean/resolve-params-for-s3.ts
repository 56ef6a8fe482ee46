import { unreachable } from "./unreachable.ts";

/** Takes the place of the endpoint rules for bucket names, which every client carries and only S3's uses: throws. */
export const resolveParamsForS3 = unreachable("the endpoints of S3");
