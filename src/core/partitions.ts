/** A part of AWS that has accounts, ARNs and host names of its own. */
export interface Partition {
  readonly name: string
  /** What the names of its Regions begin with. */
  readonly regionPrefix: string
  readonly dnsSuffix: string
  readonly dualstackDnsSuffix: string
}

const standard: Partition = {
  name: 'aws',
  regionPrefix: '',
  dnsSuffix: 'amazonaws.com',
  dualstackDnsSuffix: 'api.aws',
}

/** All but the standard one, as the AWS SDK for JavaScript v3 knows them. */
const special: readonly Partition[] = [
  {
    name: 'aws-cn',
    regionPrefix: 'cn-',
    dnsSuffix: 'amazonaws.com.cn',
    dualstackDnsSuffix: 'api.amazonwebservices.com.cn',
  },
  {
    name: 'aws-eusc',
    regionPrefix: 'eusc-',
    dnsSuffix: 'amazonaws.eu',
    dualstackDnsSuffix: 'api.amazonwebservices.eu',
  },
  { name: 'aws-iso', regionPrefix: 'us-iso-', dnsSuffix: 'c2s.ic.gov', dualstackDnsSuffix: 'api.aws.ic.gov' },
  { name: 'aws-iso-b', regionPrefix: 'us-isob-', dnsSuffix: 'sc2s.sgov.gov', dualstackDnsSuffix: 'api.aws.scloud' },
  {
    name: 'aws-iso-e',
    regionPrefix: 'eu-isoe-',
    dnsSuffix: 'cloud.adc-e.uk',
    dualstackDnsSuffix: 'api.cloud-aws.adc-e.uk',
  },
  {
    name: 'aws-iso-f',
    regionPrefix: 'us-isof-',
    dnsSuffix: 'csp.hci.ic.gov',
    dualstackDnsSuffix: 'api.aws.hci.ic.gov',
  },
  { name: 'aws-us-gov', regionPrefix: 'us-gov-', dnsSuffix: 'amazonaws.com', dualstackDnsSuffix: 'api.aws' },
]

/** The partition of a Region, or of its own name with `-global`; the standard one for any other Region, new ones included. */
export const partitionOf = (region: string): Partition =>
  special.find(({ name, regionPrefix }) => region.startsWith(regionPrefix) || region === `${name}-global`) ?? standard
