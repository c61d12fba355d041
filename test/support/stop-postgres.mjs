/** Jest's global tear-down: stops the server that the set-up started, if it started one. */
export default async function stopPostgres() {
  await globalThis.cordonTestPostgres?.stop();
}
