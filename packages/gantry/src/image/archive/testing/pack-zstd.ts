const LARGEST_BLOCK = 128 * 1024;

/**
 * A Zstandard frame of raw blocks: Node 20 has nothing that writes one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export function packZstd(content: Buffer): Buffer {
  // No checksum, no size of the content, a window of 1 MiB.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50])];
  for (let at = 0; at < content.length || at === 0; at += LARGEST_BLOCK) {
    const block = content.subarray(at, at + LARGEST_BLOCK);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at + LARGEST_BLOCK >= content.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}
