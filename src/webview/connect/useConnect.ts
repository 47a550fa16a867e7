import { useCallback, useEffect, useState } from "preact/hooks";
import type { ConnectContract } from "../../protocol/connect.ts";
import type { ConnectView } from "../../views/connect.ts";
import type { Host } from "../kit/connection.ts";

export interface Connect {
  readonly view?: ConnectView;
  readonly error?: Error | undefined;
  readonly retry: () => void;
}

/** Where to send spans, kept up to date with what arrives. */
export function useConnect(host: Host<ConnectContract>): Connect {
  const [known, setKnown] = useState<Omit<Connect, "retry">>({});
  const open = useCallback(async (): Promise<void> => {
    setKnown(
      await host.request("open").then(
        (view) => ({ view }),
        (error: Error) => ({ error }),
      ),
    );
  }, []);
  useEffect(() => {
    host.onNews(
      ({ arrived }) =>
        setKnown(({ view, ...rest }) => ({ ...rest, ...(view && { view: { ...view, arrived } }) })),
      () => void open(),
    );
    void open();
  }, [host]);
  return { ...known, retry: useCallback(() => void open(), []) };
}
