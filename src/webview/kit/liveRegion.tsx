/** Says a text to those who listen as soon as nothing else is being said; draws nothing. */
export function LiveRegion({ text }: { readonly text: string }) {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
