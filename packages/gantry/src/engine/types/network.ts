import type { Unset } from "./unset.ts";

/** How a container joins a network. */
export type EndpointConfig = Unset<{
  IPAMConfig?: Unset<{ IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] }> | null;
  Links?: string[] | null;
  Aliases?: string[] | null;
  MacAddress?: string;
  DriverOpts?: Record<string, string> | null;
  /** API 1.48. */
  GwPriority?: number;
}>;

/** How a container is joined to a network. */
export type EndpointState = EndpointConfig & {
  NetworkID: string;
  EndpointID: string;
  Gateway: string;
  IPAddress: string;
  IPPrefixLen: number;
  IPv6Gateway: string;
  GlobalIPv6Address: string;
  GlobalIPv6PrefixLen: number;
  /** API 1.45. */
  DNSNames?: string[] | null;
};

export type IpamPool = Unset<{
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}>;

export type Ipam = Unset<{
  Driver?: string;
  Config?: IpamPool[] | null;
  Options?: Record<string, string> | null;
}>;

/** @see https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Network/operation/NetworkCreate */
export type NetworkCreateBody = Unset<{
  /**
   * Refuse a second network of this name. Engines since API 1.44 always do; the client sets it, so that older ones do too.
   * @default true
   */
  CheckDuplicate?: boolean;
  Driver?: string;
  Scope?: string;
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  IPAM?: Ipam;
  /** API 1.48. */
  EnableIPv4?: boolean;
  EnableIPv6?: boolean;
  Options?: Record<string, string>;
  Labels?: Record<string, string>;
}> & { Name: string };

export interface NetworkInspect {
  Name: string;
  Id: string;
  Created: string;
  Scope: string;
  Driver: string;
  EnableIPv4?: boolean;
  EnableIPv6: boolean;
  IPAM: Ipam;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  /** By container id; only in the answer of an inspect. */
  Containers?: Record<
    string,
    { Name: string; EndpointID: string; MacAddress: string; IPv4Address: string; IPv6Address: string }
  >;
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
}
