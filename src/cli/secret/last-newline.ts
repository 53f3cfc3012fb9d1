/** Programs and editors end a text with one line feed that is no part of a value. Only that one goes. */
export function withoutLastNewline(value: Uint8Array): Uint8Array {
  return value.at(-1) === 10 ? value.subarray(0, -1) : value;
}
