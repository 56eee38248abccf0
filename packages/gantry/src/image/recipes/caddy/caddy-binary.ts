/** What a Caddy runs on: certificates, and a `wget` for its health check. */
export const alpine = "alpine:3.22";

/**
 * Takes Caddy out of its image. A plain copy leaves the file's capability behind: with it no container without that capability may even
 * start the program, and ports below 1024 are open to ordinary users in containers since Docker Engine 20.10.
 */
export const gatherCaddy: readonly string[] = [
  "cp /usr/bin/caddy /out/usr/bin/caddy",
  "{ test ! -e /etc/mime.types || cp /etc/mime.types /out/etc/; }",
];
