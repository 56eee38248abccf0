/** Whether a text is an IP address, of either version. Node's module for it is large: it is loaded when there is an address to look at. */
export const isIpAddress = (text: string): boolean => process.getBuiltinModule("node:net").isIP(text) !== 0;
