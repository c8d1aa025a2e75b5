// The keyboard map of the view.
import type { Conductor } from '../store/conductor.ts';
import type { ViewState } from '../store/view-state.ts';

export function handleKey(event: KeyboardEvent, conductor: Conductor, state: ViewState): void {
  if (
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    state.lab?.phase !== 'running' ||
    isTyping(event.target)
  ) {
    return;
  }
  const act = actionOf(event, conductor, state);
  if (act !== undefined) {
    event.preventDefault();
    act();
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    /^(input|textarea|select|vscode-dropdown|vscode-option|vscode-radio|vscode-radio-group|vscode-text-field)$/i.test(target.tagName)
  );
}

function actionOf(event: KeyboardEvent, conductor: Conductor, state: ViewState): (() => void) | undefined {
  switch (event.key) {
    case ' ':
      return isButton(event.target) ? undefined : conductor.playOrPause;
    case 'ArrowRight':
      return event.shiftKey ? () => conductor.skip(10_000) : conductor.stepForward;
    case 'ArrowLeft':
      return conductor.stepBack;
    case 'End':
      return conductor.returnToLive;
    case 'b':
    case 'B':
      return conductor.bookmark;
    case '[':
      return () => conductor.nextBookmark(-1);
    case ']':
      return () => conductor.nextBookmark(1);
    case 'f':
    case 'F':
      return conductor.followSelection;
    case 'r':
    case 'R':
      return conductor.replay;
    case 'w':
    case 'W':
      return conductor.why;
    case 't':
    case 'T':
      return () => conductor.setTextView(!state.textView);
    case 'Escape':
      return conductor.clear;
    default:
      return undefined;
  }
}

/** Space presses the button that has focus; it does not also play. */
function isButton(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(button|vscode-button)$/i.test(target.tagName);
}
