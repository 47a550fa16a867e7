import { apiServer } from "../apiServer.ts";
import { FakeAnthropic, type FakeAnthropicOptions } from "./fake.ts";

export interface RunningFake extends AsyncDisposable {
  readonly fake: FakeAnthropic;
  /** `http://127.0.0.1:PORT`, for the SDK's `baseURL` and for ANTHROPIC_BASE_URL. */
  readonly url: string;
  close(): Promise<void>;
}

/** The fake behind a port of the loopback interface, in this process. */
export async function startFakeAnthropic(options: FakeAnthropicOptions = {}): Promise<RunningFake> {
  const fake = new FakeAnthropic(options);
  const server = await apiServer(fake.handler);
  const close = (): Promise<void> => server.close();
  return { fake, url: server.url, close, [Symbol.asyncDispose]: close };
}
