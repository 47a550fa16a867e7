import { Button } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";

interface SizeQuestionProps {
  readonly warning: string;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

/** Asks whether an unusually large message is meant to be sent. */
export function SizeQuestion({ warning, onSend, onBack }: SizeQuestionProps) {
  return (
    <div class="size-question" role="alertdialog" aria-label="Large message">
      <Icon name="warning" class="size-question-icon" />
      <span>{warning}</span>
      <span class="composer-buttons">
        <Button onClick={onBack}>Back</Button>
        <Button primary onClick={onSend}>
          Send Anyway
        </Button>
      </span>
    </div>
  );
}
