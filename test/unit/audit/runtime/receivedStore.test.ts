import assert from "node:assert/strict";
import { symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { ItemResult } from "../../../../src/audit/result.ts";
import type { Observation } from "../../../../src/audit/runtime/observation.ts";
import { NodeSourceTree } from "../../../../src/node/sourceTree.ts";
import { placedObservations } from "../../../../src/workers/audit/placedObservations.ts";
import { auditFiles, itemOf } from "../../../audit/memoryTree.ts";
import { exporterOf, exportSpans, type Told } from "../../../support/otlp/exporters.ts";
import { startReceiver, type RunningReceiver } from "../../../support/otlp/receiver.ts";
import { useTempFolder } from "../../../support/tempFolder.ts";

const AGENT = `import openai
print(openai.OpenAI().responses.create(model="gpt-5", input="hi"))
`;

describe("What received spans tell the audit", () => {
  const folder = useTempFolder();
  let receiver: RunningReceiver;

  beforeEach(async () => {
    receiver = await startReceiver(folder().at("storage"));
    await folder().write("project/agent.py", AGENT);
  });
  afterEach(() => receiver.stop());

  const project = (): string => folder().at("project");
  const agentFile = (): string => join(project(), "agent.py");
  const told = (): Told => ({
    name: "chat gpt-5",
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-5",
      "gen_ai.usage.input_tokens": 1_000,
      "code.filepath": agentFile(),
      "code.lineno": 2,
      "operation.cost": 0.004,
    },
  });
  const observed = async (): Promise<readonly Observation[]> =>
    placedObservations(
      project(),
      await receiver.service.answer("seenRunning", { folder: project() }),
      new NodeSourceTree(project()),
    );
  const judged = async (code: "AR01" | "AR03"): Promise<ItemResult> =>
    itemOf(await auditFiles({ "agent.py": AGENT }, { observations: await observed() }), code);
  const changedAt = (time: Date): Promise<void> => utimes(agentFile(), time, time);

  const exportedFrom = async (path: string, more: Told["attributes"] = {}): Promise<void> => {
    const attributes = { ...told().attributes, "code.filepath": path, ...more };
    await exportSpans(exporterOf("http/protobuf", receiver.url), { ...told(), attributes });
  };

  it("raises the call that a program of this workspace was seen making, until its file is changed", async () => {
    await changedAt(new Date("2026-01-01"));
    const trace = await exportSpans(exporterOf("http/protobuf", receiver.url), told());
    const traced = await judged("AR03");
    assert.deepEqual([traced.state, traced.provenance], ["present", "runtime"]);
    assert.equal(traced.evidence[0]?.trace, trace);
    const cost = await judged("AR01");
    assert.deepEqual([cost.state, cost.provenance], ["present", "runtime"]);
    assert.match(cost.evidence[0]?.why ?? "", /reported what the call cost, \$0\.004$/);

    await changedAt(new Date(Date.now() + 60_000));
    assert.equal((await judged("AR03")).state, "absent");
    assert.match((await judged("AR03")).gaps.at(-1)?.why ?? "", /Run it again/);
  });

  describe("that ran elsewhere", () => {
    beforeEach(async () => {
      await folder().write("project/src/bot/agent.py", AGENT);
      for (const path of [agentFile(), join(project(), "src/bot/agent.py")])
        await utimes(path, new Date("2026-01-01"), new Date("2026-01-01"));
    });

    it("is the file whose path ends the same way, and says which path it had there", async () => {
      await exportedFrom("/app/bot/agent.py");
      const [seen] = await observed();
      assert.deepEqual([seen?.file, seen?.line], ["src/bot/agent.py", 2]);
      const files = { "agent.py": AGENT, "src/bot/agent.py": AGENT };
      const item = itemOf(await auditFiles(files, { observations: await observed() }), "AR03");
      assert.deepEqual([item.state, item.units], ["partial", { present: 1, absent: 1 }]);
      assert.match(item.evidence[0]?.why ?? "", /as \/app\/bot\/agent\.py$/);
    });

    it("is outdated where the file was changed since", async () => {
      await exportedFrom("/app/bot/agent.py");
      const later = new Date(Date.now() + 60_000);
      await utimes(join(project(), "src/bot/agent.py"), later, later);
      assert.ok((await observed()).every(({ outdated }) => outdated));
    });

    it("is a file of the folder that was opened by a link, where the program names it without", async () => {
      await symlink(project(), folder().at("link"));
      await exportedFrom(agentFile());
      const seen = await receiver.service.answer("seenRunning", { folder: folder().at("link") });
      const tree = new NodeSourceTree(folder().at("link"));
      const [found] = await placedObservations(folder().at("link"), seen, tree);
      assert.deepEqual([found?.file, found?.line], ["agent.py", 2]);
    });

    it("is nothing where the path is another file of this machine", async () => {
      await folder().write("other/bot/agent.py", AGENT);
      await exportedFrom(folder().at("other/bot/agent.py"));
      assert.deepEqual(await observed(), []);
    });
  });

  it("does not take a cost that was computed here", async () => {
    await changedAt(new Date("2026-01-01"));
    const { "operation.cost": _cost, ...attributes } = told().attributes ?? {};
    await exportSpans(exporterOf("http/json", receiver.url), { ...told(), attributes });
    assert.equal((await judged("AR03")).state, "present");
    assert.notEqual((await judged("AR01")).provenance, "runtime");
  });

  it("is nothing where the sender did not show the workspace's token, whoever claimed it", async () => {
    const without = exporterOf("http/json", receiver.url, "of another workspace");
    await exportSpans(without, told());
    assert.deepEqual(await observed(), []);
    await receiver.service.answer("claim", { service: "support-bot", claimed: true });
    await exportSpans(exporterOf("http/json", receiver.url, "of another workspace"), told());
    assert.deepEqual(await observed(), []);
  });

  it("is nothing where our own engine sent it, or a file was read in", async () => {
    const names = { service: "agent-flightdeck", scope: "agent-flightdeck" };
    await exportSpans(exporterOf("http/json", receiver.url), told(), names);
    const attributes = [
      { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
      { key: "code.file.path", value: { stringValue: "agent.py" } },
      { key: "code.line.number", value: { intValue: "2" } },
    ];
    const span = {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "00f067aa0ba902b7",
      name: "chat",
      startTimeUnixNano: "1795363200000000000",
      endTimeUnixNano: "1795363201000000000",
      attributes,
    };
    const text = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    assert.equal((await receiver.service.answer("import", { text })).spans, 1);
    assert.deepEqual(await observed(), []);
  });
});
