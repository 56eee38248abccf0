/** The state of a connection that both sides may still write to, in the kernel's table. */
const established = "01";

/**
 * Connections to addresses, out of `/proc/net/tcp` and `/proc/net/tcp6`. nginx opens one for each request that it sends to an upstream whose
 * name is in a variable, and closes it with the answer.
 */
export function countConnections(table: string, addresses: readonly string[]): number {
  const wanted = new Set(addresses);
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote = "", state]) => state === established && wanted.has(readAddress(remote.split(":")[0] ?? "")))
    .length;
}

/** The kernel writes an address as words of 32 bits, each in the machine's order of bytes. */
function readAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  const mapped = bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  if (bytes.length === 4 || mapped) return bytes.slice(-4).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  // As URL writes it, the shortest form.
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]`).hostname.slice(1, -1);
}
