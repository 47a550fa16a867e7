/** Of several looks at once, one that began earlier and took longer would show what is over by now. */
export class LookOrder {
  #begun = 0;
  #shown = 0;

  /** Begins a look. What it gives says, once the look is over, whether it may be shown. */
  begin(): () => boolean {
    const look = ++this.#begun;
    return () => {
      if (look < this.#shown) return false;
      this.#shown = look;
      return true;
    };
  }
}
