/** Whether some migration, schema or program asks for the extension `vector`. */
export function mentionsVector(files: readonly [path: string, text: string][]): boolean {
  return files.some(
    ([path, text]) =>
      /\.(sql|prisma|[jt]s)$/.test(path) &&
      /create extension[^;]*\bvector\b|extensions\s*=\s*\[[^\]]*\bvector\b/i.test(text),
  );
}
