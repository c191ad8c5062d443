import { useEffect, useEffectEvent } from 'react';

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Runs the function of the pressed key (`event.key`, letters in lower case), except while something is typed. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    // Keys that a focused control takes for itself are left to it.
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
    if (event.key.startsWith('Arrow') && takesArrows(event.target)) return;
    const run = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (run === undefined) return;
    event.preventDefault();
    run(event);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement)
    return !['range', 'checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function takesArrows(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('[role=slider],[role=tab],[role=listbox],input[type=range],input[type=radio]') !== null
  );
}
