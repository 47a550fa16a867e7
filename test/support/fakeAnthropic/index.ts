export { FakeAnthropic, type FakeAnthropicOptions } from "./fake.ts";
export { FAULTS, type Fault, type FaultName } from "./faults.ts";
export { spawnFakeAnthropic, type FakeProcess } from "./spawn.ts";
export { startFakeAnthropic, type RunningFake } from "./server.ts";
export { broken, fault, refuse, say, truncatedCall, type AnswerStep, type Step } from "./step.ts";
export { rejection } from "./strictness.ts";
