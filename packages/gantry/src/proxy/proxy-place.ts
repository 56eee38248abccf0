import { assetsFolder, proxyFolder } from "./volume/layout.ts";

/** Where a proxy finds what concerns one stack, and what it calls the stack's services. */
export interface ProxyPlace {
  /** Of the volume that says where requests go: absolute, in the proxy's container. */
  folder: string;
  /** Of files of earlier releases. */
  assets: string;
  /** The proxy itself answers here while there is maintenance: an address of the loopback that nothing else listens on. */
  maintenanceAddress: string;
  /** Comes after the services' names: empty, or `.shop.internal` where several stacks are reached. */
  domain: string;
}

/** Of a proxy that is a service of the stack. */
export const ownPlace: ProxyPlace = {
  folder: proxyFolder,
  assets: assetsFolder,
  maintenanceAddress: "127.0.0.2",
  domain: "",
};
