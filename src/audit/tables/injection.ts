import type { Pattern } from "../resolve/pattern.ts";

/** Detectors of prompt injection and jailbreaks. */
export const DETECTORS: readonly Pattern[] = [
  "llm_guard**.PromptInjection",
  "llm_guard.scan_prompt",
  "rebuff**",
  "lakera**",
  "llamafirewall**",
  "guardrails.hub.{DetectPromptInjection,DetectJailbreak}",
  "guardrails**.{DetectPromptInjection,DetectJailbreak}",
  "guardrails.{GuardrailsOpenAI,GuardrailsAsyncOpenAI,GuardrailAgent}",
  "@openai/guardrails.{GuardrailsOpenAI,GuardrailAgent}",
  "nemoguardrails.LLMRails",
  "@mastra/core/processors.PromptInjectionDetector",
  "google.cloud.modelarmor**.sanitize_user_prompt",
  "azure.ai.contentsafety**.{shield_prompt,detect_prompt_shield}",
  "pytector**",
  "vigil**",
  "promptguard**",
];

/** Words of a detector in its model, its options or its instructions. */
export const DETECTOR_TEXT =
  /prompt[-_ ]?injection|jailbreak|prompt[-_ ]?guard|promptShield|detect_prompt_injection|PROMPT_ATTACK|shieldPrompt|ignore (?:all |any )?previous/i;
/** Names of functions of one's own that detect. */
export const DETECTOR_NAMES =
  /(?:detect|check|scan|is|has|contains|guard|looks?_?like)\w*(?:injection|jailbreak|attack)|injection\w*(?:check|scan|detect|score|guard)|prompt_?guard/i;

/** Guards against something else: toxic language, topics, personal data. */
export const OTHER_GUARDS: readonly Pattern[] = [
  "openai.**.moderations.create",
  "**.moderations.create",
  "detoxify**",
  "presidio_analyzer**",
  "guardrails.hub.*",
  "@mastra/core/processors.*",
];

/** Options that hold guards of an agent. */
export const GUARD_OPTIONS = [
  "input_guardrails",
  "inputGuardrails",
  "inputProcessors",
  "guardrails",
] as const;
