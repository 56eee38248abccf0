/** Splits an image reference into what is pulled and its tag or digest; without either the tag is `latest`. */
export function parseImageReference(reference: string): { name: string; tag: string } {
  const at = reference.indexOf("@");
  if (at !== -1) return { name: dropTag(reference.slice(0, at)), tag: reference.slice(at + 1) };
  const name = dropTag(reference);
  // Without a tag the engine would pull every tag there is.
  return { name, tag: name === reference ? "latest" : reference.slice(name.length + 1) };
}

/** A colon before the last slash belongs to a registry's port. */
function dropTag(reference: string): string {
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/") ? reference.slice(0, colon) : reference;
}
