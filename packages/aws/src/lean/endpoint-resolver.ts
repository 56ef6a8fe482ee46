import { unreachable } from "./unreachable.ts";

const rules = unreachable("the endpoint rules");

/** What the clients here ask for their endpoints with. */
interface Parameters {
  readonly Endpoint?: string;
  readonly Region?: string;
  readonly UseFIPS?: boolean;
  readonly UseDualStack?: boolean;
  readonly AccountIdEndpointMode?: string;
}

/** The part of a partition (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html) that is read. */
type Partition = (region: string) => { readonly dnsSuffix: string };

/**
 * Takes the place of a service's endpoint rules: the endpoint that is given, or the service's own in the Region. Throws for FIPS, for dual
 * stack, for endpoints of an account and without a Region, of which the rules would know more.
 */
export const endpointResolver =
  (host: string, partition: Partition) =>
  ({ Endpoint, Region, UseFIPS, UseDualStack, AccountIdEndpointMode: mode = "disabled" }: Parameters) => {
    if (UseFIPS === true || UseDualStack === true || mode !== "disabled" || Region === undefined) return rules();
    const address = Endpoint ?? `https://${host}.${Region}.${partition(Region).dnsSuffix}`;
    return { url: new URL(address), headers: {}, properties: {} };
  };
