/** Whether one of the layers above removes a path. `removed` has what each of them removes, as `LayerScan` does. */
export function isRemovedLater(path: string, removed: readonly (readonly string[])[]): boolean {
  return removed.some((layer) =>
    layer.some((gone) => path === gone || path.startsWith(gone.endsWith("/") || gone === "" ? gone : `${gone}/`)),
  );
}
