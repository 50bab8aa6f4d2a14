/** Once per run, after its last test: takes away what the setup made. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.removeStoresForAll?.();
}
