import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { Store } from '../api/store';

/** A key, or several with one meaning, for the help. */
export interface Shortcut {
  keys: string[];
  does: string;
}

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

const storageKey = 'vicinity.shortcuts';

const enabled = new Store(stored());

/** Whether keys without Ctrl or Alt do something, and the switch for it (WCAG 2.1.4). */
export function useShortcutsEnabled(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(enabled.subscribe, enabled.getState), enable];
}

function enable(on: boolean): void {
  enabled.set(on);
  try {
    window.localStorage.setItem(storageKey, String(on));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function stored(): boolean {
  try {
    return typeof window === 'undefined' || window.localStorage.getItem(storageKey) !== 'false';
  } catch {
    return true;
  }
}

/**
 * Runs the function of the pressed key (`event.key`, letters in lower case): never while something is typed or a dialog is open, and not
 * for a key that the focused control needs. A button or tab that got its focus by a click does not need space and arrows.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!enabled.getState() || event.isComposing) return;
    const run = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (run === undefined || (event.target instanceof Element && needs(event.target, event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    run(event);
  });
  useEffect(() => {
    watchPointer();
    // Before the focused control hears of it where a click has put the focus there, after it elsewhere.
    const early = (event: KeyboardEvent) => {
      if (focusedByPointer && (event.key === ' ' || event.key.startsWith('Arrow'))) pressed(event);
    };
    const late = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', early, true);
    window.addEventListener('keydown', late);
    return () => {
      window.removeEventListener('keydown', early, true);
      window.removeEventListener('keydown', late);
    };
  }, []);
}

let focusedByPointer = false;
let watching = false;

function watchPointer(): void {
  if (watching) return;
  watching = true;
  window.addEventListener('pointerdown', () => (focusedByPointer = true), true);
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab') focusedByPointer = false;
    },
    true,
  );
  // A space that was taken must not press the button when it is let go (Firefox).
  window.addEventListener(
    'keyup',
    (event) => {
      if (event.key === ' ' && focusedByPointer && !(event.target instanceof Element && types(event.target)))
        event.preventDefault();
    },
    true,
  );
}

const typedInto = 'input, textarea, select, [contenteditable=""], [contenteditable=true], [role=textbox]';
const untyped = ['range', 'checkbox', 'radio', 'button', 'submit', 'reset'];

function types(target: Element): boolean {
  const field = target.closest(typedInto);
  return field !== null && !(field instanceof HTMLInputElement && untyped.includes(field.type));
}

function needs(target: Element, key: string): boolean {
  if (types(target)) return true;
  if (target.closest('[role=dialog], [role=menu], [role=listbox], [role=combobox], .MuiModal-root') !== null)
    return true;
  if (key === ' ' && !focusedByPointer)
    return (
      target.closest('button, a, summary, [role=button], [role=tab], [role=switch], input[type=checkbox]') !==
      null
    );
  if (key.startsWith('Arrow')) {
    if (
      target.closest('[role=slider], input[type=range], input[type=radio], [role=grid], [role=tree]') !== null
    )
      return true;
    if (!focusedByPointer)
      return target.closest('[role=tab], [role=application], .MuiToggleButtonGroup-root') !== null;
  }
  return false;
}
