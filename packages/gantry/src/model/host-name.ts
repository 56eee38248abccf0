const hostName = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/i;

/** Whether a text is a host name, such as `shop.example.com` or `localhost`: no scheme, no port, no path. */
export const isHostName = (text: string): boolean => text.length <= 253 && hostName.test(text);
