/** A request body in which a field set to `undefined` is the same as a field left out: JSON drops both. */
export type Unset<T> = { [Key in keyof T]: T[Key] | undefined };
