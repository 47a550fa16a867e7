import { Component, type ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import "./errorBoundary.css";

interface State {
  readonly error?: Error | undefined;
  /** Counts up at each reload, so that everything below is made anew. */
  readonly attempt: number;
}

/** Shows a calm message in place of a page that failed, and a button that makes the page anew. */
export class ErrorBoundary extends Component<{ readonly children: ComponentChildren }, State> {
  override state: State = { attempt: 0 };

  override componentDidCatch(thrown: unknown): void {
    this.setState({ error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
  }

  readonly #reload = (): void => {
    this.setState({ error: undefined, attempt: this.state.attempt + 1 });
  };

  render() {
    const { error, attempt } = this.state;
    if (error === undefined)
      return (
        <div key={attempt} class="page">
          {this.props.children}
        </div>
      );
    return (
      <div class="page-failed" role="alert">
        <Icon name="error" class="page-failed-icon" />
        <h1>This page stopped working</h1>
        <p>Nothing that was recorded is lost, and a run goes on. Reload the page to see it again.</p>
        <p class="muted small">{error.message}</p>
        <Button primary onClick={this.#reload}>
          Reload
        </Button>
      </div>
    );
  }
}
