import { useCallback, useState } from 'react';

/** A state that the browser remembers under the name. */
export function useStored<T>(name: string, initial: T): [T, (value: T) => void] {
  const key = `vicinity.${name}`;
  const [value, setValue] = useState<T>(() => read(key) ?? initial);
  const store = useCallback(
    (next: T) => {
      setValue(next);
      try {
        window.localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
    [key],
  );
  return [value, store];
}

function read<T>(key: string): T | null {
  try {
    const text = window.localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}
