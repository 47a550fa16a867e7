/** Talk about the model itself or about nothing. */
export type TalkIntent =
  | { readonly kind: "greeting" }
  | { readonly kind: "thanks" }
  | { readonly kind: "help" }
  | { readonly kind: "acknowledge"; readonly text: string };

const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy|hallo|moin|servus)\b[\s,!.]*(?:there|you|claude|agent|assistant)?[\s!.]*$/iu;
const THANKS =
  /^(?:ok(?:ay)?[\s,]*)?(?:thanks?(?: you)?|thx|great|perfect|nice|well done|good job|cool)\b[^?]{0,40}$/iu;
const HELP =
  /^(?:help|\?|what can (?:you|i) (?:do|ask)|who are you|what are you|are you (?:real|an? (?:ai|llm|model|bot))|how do(?:es)? (?:this|you) work)\b[^.]{0,30}$|^test(?:ing)?[\s!.]*$/iu;
const NO = /^(?:no|stop|cancel|never ?mind|don't|do not|leave it)\b[^?]{0,60}$/iu;

export function talkIntent(text: string): TalkIntent | undefined {
  const trimmed = text.trim();
  if (GREETING.test(trimmed)) return { kind: "greeting" };
  if (THANKS.test(trimmed)) return { kind: "thanks" };
  if (HELP.test(trimmed)) return { kind: "help" };
  if (NO.test(trimmed)) return { kind: "acknowledge", text: trimmed };
  return undefined;
}
