/** Words that say nothing about what is looked for. */
const STOP_WORDS = new Set(
  `a an and any anyone anything are as at be been being but by can could did do does doing don done each either
  else ever every exactly few for from get give given gives go goes got had has have having he her here him his
  how i if in into is it its itself just keep know let lets like look looking made make makes many may me mean
  means might more most much must my name named names need needs no nor not now of off on once one only or other
  our out over own per please s same say says see set shall she should show shown so some someone something such
  t take tell than thanks that the their them then there these they this those through to too under until up us
  use used uses using very want was way we were what whats when where wheres whether which while who whom whos
  whose why will with within without would you your
  across answer answers anywhere ask check describe detail details different everywhere exact explain explains
  find finds finding following found happen happens kind list lists located location mention mentioned mentions
  nowhere present provide quote read reads report return returns search searching several somewhere state stated
  stands summarise summarize throughout various work works working write written`.split(/\s+/u),
);

/** Words that may belong to what is looked for, but more often talk about the search itself. */
const WEAK_WORDS = new Set(
  `all buried code codebase comment config configuration constant content contents data definition directory
  document entry everything fact facts field file files folder hidden hide info information inside item items key
  line lines note number paragraph place placed planted project property repo repository scattered sentence setting
  source stored string text thing things tree tucked value values variable workspace
  two three four five six seven eight nine ten`
    .split(/\s+/u)
    .flatMap((word) => [word, stem(word)]),
);

/** The words of a text or an identifier (`maxRefund`, `max_refund`, `MAX-REFUND`), lower case, stemmed. */
export function wordsOf(text: string): readonly string[] {
  const split = text.replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2").replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  return (split.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => stem(word.toLowerCase()));
}

/** A word without the endings that English puts on it, so that `refunds` finds `refund`. */
export function stem(word: string): string {
  if (word.length < 4 || /\d/u.test(word)) return word;
  const base = withoutSuffix(word);
  return base.length > 4 && base.endsWith("e") ? base.slice(0, -1) : base;
}

function withoutSuffix(word: string): string {
  if (/(?:ss|us|is)$/u.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|zz|ch|sh)es$/u.test(word)) return word.slice(0, -2);
  if (word.endsWith("s")) return word.slice(0, -1);
  if (word.endsWith("ing") && word.length > 6) return undouble(word.slice(0, -3));
  if (word.endsWith("ed") && word.length > 5) return undouble(word.slice(0, -2));
  return word;
}

/** `stopp` becomes `stop`; `call`, which ends so by itself, keeps its letters. */
function undouble(word: string): string {
  return /(?:bb|dd|gg|mm|nn|pp|rr|tt)$/u.test(word) ? word.slice(0, -1) : word;
}

/** The words of a question that name what it is about; the weak ones only where there are no others. */
export function contentWords(text: string): readonly string[] {
  const words = (text.match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => isContent(word));
  const stems = words.flatMap((word) => wordsOf(word)).filter((word) => isContent(word));
  const strong = stems.filter((word) => !WEAK_WORDS.has(word));
  return [...new Set(strong.length > 0 ? strong : stems)];
}

const isContent = (word: string): boolean => {
  const lower = word.toLowerCase();
  return !STOP_WORDS.has(lower) && (lower.length > 1 || /\d/u.test(lower));
};

export const isWeak = (word: string): boolean => WEAK_WORDS.has(word);
