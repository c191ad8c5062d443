export interface Bar {
  name: string;
  value: number;
  words: string;
}

/** Neighbouring bars become one where there are too many. */
export function fewer(bars: readonly Bar[], most: number, together: (values: number[]) => number): Bar[] {
  const size = Math.ceil(bars.length / most);
  if (size <= 1) return [...bars];
  const fewer: Bar[] = [];
  for (let i = 0; i < bars.length; i += size) {
    const group = bars.slice(i, i + size);
    fewer.push({
      name: group[0]!.name,
      value: together(group.map(({ value }) => value)),
      words: group.map(({ words }) => words).join('; '),
    });
  }
  return fewer;
}
