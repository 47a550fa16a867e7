/** What an audit says of an item, in words. */
export const STATE_WORDS = {
  present: "present",
  partial: "partial",
  absent: "absent",
  not_applicable: "not applicable",
  unknown: "unknown",
} as const;

/** The groups of the checklist, in their order. */
export const CATEGORIES = ["cost", "observability", "safety", "state", "reliability"] as const;

export const CATEGORY_TITLES: Readonly<Record<(typeof CATEGORIES)[number], string>> = {
  cost: "Cost",
  observability: "Observability",
  safety: "Safety",
  state: "State",
  reliability: "Reliability",
};

/** From here on a state is proved; what is less sure is likely. */
export const PROVEN = 0.8;
