import type { Secrets } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";

/** Stands in a header for the key that was entered for the backend's origin. */
export const SECRET = "${secret}";

const nameOf = (endpoint: string): `export:${string}` => `export:${new URL(endpoint.trim()).origin}`;

/** The key of the backend that the settings name; it is sent to the origin that it was entered for and to no other. */
export async function exportSecret(
  secrets: Secrets,
  { "export.endpoint": endpoint, "export.headers": headers }: Settings,
): Promise<string | undefined> {
  if (endpoint === "" || !Object.values(headers).some((value) => value.includes(SECRET))) return undefined;
  return secrets.get(nameOf(endpoint));
}

/** Keeps the key of a backend; empty forgets it. */
export async function storeExportSecret(secrets: Secrets, endpoint: string, secret: string): Promise<void> {
  if (secret === "") await secrets.remove(nameOf(endpoint));
  else await secrets.set(nameOf(endpoint), secret);
}
